// Paying with the browser's wallet: in tenge, or in a token that the merchant takes, at a quote that runs out before one's eyes.
import { useId, useState, type ReactNode } from "react";
import { getAuthorization, getPaymentTokens, getQuotes, paths, payInvoice } from "../api.ts";
import type { PaymentToken, PublicInvoice, Quote } from "../answers.ts";
import { formatFixed, formatTenge, shortHash } from "../format.ts";
import { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { AddNetwork } from "../passkey/add-network.tsx";
import { useAct, type Act } from "../passkey/use-act.ts";
import { useResource } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { signTypedData, walletAccount, type Wallet } from "../wallet/provider.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { costOf, quoteInForce } from "./quote.ts";
import { Remaining, useLedgerTime } from "./remaining.tsx";

interface Way {
  readonly invoice: PublicInvoice;
  readonly changed: () => void;
}

/** The way by signature. */
export function WalletWay({ invoice, changed }: Way): ReactNode {
  const { say } = useSpeech();
  const wallet = useWallets().current?.wallet;
  return (
    <section className="card checkout">
      <h2>{say("pay.byWallet")}</h2>
      <WalletChoice />
      <AddNetwork />
      {wallet !== undefined &&
        (invoice.dueTiyn === invoice.amountTiyn ? (
          <Money invoice={invoice} changed={changed} wallet={wallet} />
        ) : (
          <p>{say("wallet.payRest")}</p>
        ))}
      <p className="quiet">{say(wallet === undefined ? "pay.noWallet" : "pay.noGas")}</p>
    </section>
  );
}

/** In what to pay: nothing to choose where the merchant takes tenge alone. A hold is in tenge. */
function Money({ invoice, changed, wallet }: Way & { wallet: Wallet }): ReactNode {
  const { say } = useSpeech();
  const id = useId();
  const [chosen, setChosen] = useState("");
  const tokens = invoice.capture === "automatic" ? invoice.tokens : [];
  const listed = useResource(tokens.length === 0 ? null : paths.paymentTokens, getPaymentTokens);
  const taken = listed.value?.items.filter(({ token }) => tokens.some((one) => isSame(one, token))) ?? [];
  const token = taken.find((one) => one.token === chosen);
  return (
    <>
      {taken.length > 0 && (
        <span className="wallet-choice">
          <label htmlFor={id}>{say("pay.with")}</label>
          <select id={id} value={token?.token ?? ""} onChange={(event) => setChosen(event.target.value)}>
            <option value="">aKZT</option>
            {taken.map((one) => (
              <option key={one.token} value={one.token}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </span>
      )}
      {token === undefined ? (
        <PayInTenge invoice={invoice} changed={changed} wallet={wallet} />
      ) : (
        <PayByQuote key={token.token} {...{ invoice, changed, wallet, token }} />
      )}
    </>
  );
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A token may call itself as it likes: its address stands beside. */
const nameOf = ({ symbol, token }: PaymentToken): string => `${symbol ?? "?"} ${shortHash(token)}`;

function PayInTenge({ invoice, changed, wallet }: Way & { wallet: Wallet }): ReactNode {
  const { language } = useSpeech();
  const act = useAct();
  return (
    <PayButton
      act={act}
      amount={formatTenge(invoice.dueTiyn, language)}
      pay={async () => {
        await payWith(wallet, invoice);
        changed();
      }}
    />
  );
}

function PayByQuote({
  invoice,
  changed,
  wallet,
  token,
}: Way & { wallet: Wallet; token: PaymentToken }): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const act = useAct();
  const now = useLedgerTime();
  const quotes = useResource(paths.quotes(token.token), getQuotes, pulse);
  const quote = now === null ? undefined : quoteInForce(quotes.value?.items ?? [], now);
  if (quote === undefined)
    return (
      <>
        <p role="status">{say("pay.quoteNone")}</p>
        {act.problem !== null && <ProblemNote problem={act.problem} />}
      </>
    );
  const cost = costOf(quote, invoice.amountTiyn);
  const shown = `${formatFixed(cost, token.decimals, Math.min(token.decimals, 2), language)}\u00a0${token.symbol ?? ""}`;
  return (
    <>
      <p>{say("pay.quoteWorth", { token: shown, amount: formatTenge(invoice.amountTiyn, language) })}</p>
      <Remaining text="pay.quoteLeft" until={quote.validTo} />
      <PayButton
        act={act}
        amount={shown}
        pay={async () => {
          await payWith(wallet, invoice, { token, quote }).finally(quotes.again);
          changed();
        }}
      />
    </>
  );
}

function PayButton({
  act: { busy, problem, run },
  amount,
  pay,
}: {
  act: Act;
  amount: string;
  pay: () => Promise<void>;
}): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <button type="button" className="primary big" disabled={busy} onClick={() => run(pay)}>
        {busy ? say("pay.signing") : say("pay.sign", { amount })}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}

/** Has the wallet sign what was shown, and nothing else. @throws {ProblemError} `quote-expired` where another quote holds by now */
async function payWith(
  wallet: Wallet,
  { invoice }: PublicInvoice,
  by?: { readonly token: PaymentToken; readonly quote: Quote },
): Promise<void> {
  const payer = await walletAccount(wallet);
  const { typedData, quote } = await getAuthorization(invoice, payer, by?.token.token);
  if (by !== undefined && quote !== by.quote.quote) throw new ProblemError("quote-expired", 409, "");
  const signature = await signTypedData(wallet, payer, JSON.stringify(typedData));
  await payInvoice(invoice, { payer, signature, ...(by !== undefined && { quote: by.quote.quote }) });
}
