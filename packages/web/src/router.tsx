// A small router over the browser's history: paths of the pages, links that stay in the page, scroll kept by the browser.
import {
  createContext,
  use,
  useEffect,
  useState,
  type AnchorHTMLAttributes,
  type MouseEvent,
  type ReactNode,
} from "react";

interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const here = (): Place => ({
  path: window.location.pathname,
  query: new URLSearchParams(window.location.search),
});
const PlaceContext = createContext<Place>({ path: "/", query: new URLSearchParams() });
const MOVED = "alatau:moved";

/** Goes to a page of ours; `replace` leaves no step in the history. */
export function go(to: string, { replace = false } = {}): void {
  window.history[replace ? "replaceState" : "pushState"](null, "", to);
  window.dispatchEvent(new Event(MOVED));
  if (!replace) window.scrollTo(0, 0);
}

/** Keeps the place for everything inside. */
export function Router({ children }: { children: ReactNode }): ReactNode {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = (): void => setPlace(here());
    for (const event of [MOVED, "popstate"]) window.addEventListener(event, update);
    return () => {
      for (const event of [MOVED, "popstate"]) window.removeEventListener(event, update);
    };
  }, []);
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

/** Where the reader is. */
export const usePlace = (): Place => use(PlaceContext);

type LinkProps = { readonly to: string } & AnchorHTMLAttributes<HTMLAnchorElement>;

/** A link to a page of ours; with a modifier key it behaves as any link. */
export function Link({ to, onClick, ...rest }: LinkProps): ReactNode {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}
