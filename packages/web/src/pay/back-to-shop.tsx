// After paying: a plain link back to the shop, with the host it goes to. Nothing is followed by itself.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";

/** The link; nothing without an address, or for one that is no page of the web. */
export function BackToShop({ url }: { url: string | null }): ReactNode {
  const { say } = useSpeech();
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return null;
  return (
    <p>
      <a className="button" href={url} rel="noreferrer">
        {say("pay.back", { host })}
      </a>
    </p>
  );
}
