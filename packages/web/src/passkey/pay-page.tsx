// Where a phone pays: one press and the passkey.
import { useState, type ReactNode } from "react";
import { getInvoice, paths } from "../api.ts";
import type { PublicInvoice } from "../answers.ts";
import { formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { BackToShop } from "../pay/back-to-shop.tsx";
import { InvoiceMoney, InvoiceState } from "../pay/invoice-parts.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { DemoMoney } from "./demo-money.tsx";
import { OpenWallet } from "./open-wallet.tsx";
import { useAct } from "./use-act.ts";
import { getWallet, keptWallet, walletPath, type KeptWallet } from "./wallet.ts";

/** The page that a till's link opens in the wallet. */
export function WalletPayPage({ id }: { id: string }): ReactNode {
  const { pulse } = useLive();
  const { say } = useSpeech();
  const invoice = useResource(paths.invoice(id), getInvoice, pulse);
  const [kept, setKept] = useState(keptWallet);
  return (
    <div className="narrow">
      <PageTitle title={say("pay.title")} />
      <Loaded from={invoice}>
        {(value) => (
          <>
            <Asked invoice={value} />
            {value.status === "open" &&
              (kept === null ? (
                <OpenWallet opened={setKept} />
              ) : (
                <Pay invoice={value} kept={kept} changed={invoice.again} />
              ))}
            {value.status === "paid" && <p className="wallet-done">{say("pay.thanks")}</p>}
            {(value.status === "paid" || value.status === "settled") && <BackToShop url={value.returnUrl} />}
          </>
        )}
      </Loaded>
      <p>
        <Link to={`/pay/${id}`}>{say("wallet.otherWays")}</Link>
      </p>
    </div>
  );
}

function Asked({ invoice }: { invoice: PublicInvoice }): ReactNode {
  const { say, language } = useSpeech();
  const { merchant, merchantName, description, amountTiyn } = invoice;
  return (
    <section className="card checkout">
      <p className="quiet">{merchantName ?? say("pay.merchant", { number: String(merchant) })}</p>
      <p className="sum">{formatTenge(amountTiyn, language)}</p>
      {description !== null && <p>{description}</p>}
      <InvoiceState invoice={invoice} />
      <InvoiceMoney invoice={invoice} />
    </section>
  );
}

function Pay({
  invoice,
  kept,
  changed,
}: {
  invoice: PublicInvoice;
  kept: KeptWallet;
  changed: () => void;
}): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const { busy, problem, run } = useAct();
  const wallet = useResource(walletPath(kept.account), getWallet, pulse);
  const balance = wallet.value?.balanceTiyn;
  const pay = async (): Promise<void> => {
    const { payByPasskey } = await import("./sign.ts");
    await payByPasskey(kept, invoice);
    changed();
  };
  if (invoice.dueTiyn !== invoice.amountTiyn) return <Nothing>{say("wallet.payRest")}</Nothing>;
  return (
    <>
      {wallet.value !== undefined && <DemoMoney wallet={wallet.value} changed={wallet.again} />}
      <section className="card checkout">
        <button
          type="button"
          className="primary big"
          disabled={busy || (balance !== undefined && balance < invoice.amountTiyn)}
          onClick={() => run(pay)}
        >
          {busy
            ? say("pay.signing")
            : say("wallet.pay", { amount: formatTenge(invoice.amountTiyn, language) })}
        </button>
        {balance !== undefined && (
          <p className="quiet">
            {say("wallet.balance")} <Money tiyn={balance} />
            {balance < invoice.amountTiyn && ` · ${say("wallet.tooLittle")}`}
          </p>
        )}
        {problem !== null && <ProblemNote problem={problem} />}
      </section>
    </>
  );
}
