// Where a till's printed code leads: on to the invoice that waits there, or to waiting for it.
import { useEffect, type ReactNode } from "react";
import { getTillLink, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { go } from "../router.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { useTick } from "./use-tick.ts";

/** Looks every two seconds: an invoice that nobody has paid is in no block. */
const LOOK_MS = 2_000;

/** The page of a till's code. */
export function TillLinkPage({ token }: { token: string }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const tick = useTick(LOOK_MS);
  const found = useResource(paths.tillLink(token), getTillLink, `${pulse}/${tick}`);
  const invoice = found.value?.invoice ?? null;
  useEffect(() => {
    if (invoice !== null) go(`/pay/${invoice}`, { replace: true });
  }, [invoice]);
  return (
    <div className="narrow">
      <PageTitle title={say("pay.title")} />
      <Loaded from={found}>
        {({ merchantName, merchant, till }) => (
          <section className="card checkout">
            <p className="quiet">{merchantName ?? say("pay.merchant", { number: String(merchant) })}</p>
            <p className="sum">{till}</p>
            <p>{say("till.nothingYet")}</p>
            <span className="spinner" aria-hidden="true" />
          </section>
        )}
      </Loaded>
    </div>
  );
}
