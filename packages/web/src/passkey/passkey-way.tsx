// On the checkout page: the way that needs nothing but this phone.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { go } from "../router.tsx";
import { passkeySupport } from "./authenticator.ts";

/** Leads to paying by passkey; nothing where passkeys do not work. */
export function PasskeyWay({ invoice }: { invoice: string }): ReactNode {
  const { say } = useSpeech();
  if (passkeySupport() !== "ready") return null;
  return (
    <section className="card checkout">
      <button type="button" className="primary big" onClick={() => go(`/wallet/pay/${invoice}`)}>
        {say("wallet.byPasskey")}
      </button>
      <p className="quiet">{say("wallet.about")}</p>
    </section>
  );
}
