// The reader's wallet: what it holds, how to receive and send, what happened, which passkeys open it.
import { useState, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { QrCode } from "../pay/qr.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money, Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { createPasskey, type MadePasskey } from "./authenticator.ts";
import { DemoMoney } from "./demo-money.tsx";
import { OpenWallet } from "./open-wallet.tsx";
import { SendForm } from "./send-form.tsx";
import { useAct } from "./use-act.ts";
import {
  forgetWallet,
  getTransfers,
  getWallet,
  keptWallet,
  transfersPath,
  walletPath,
  type KeptWallet,
  type Wallet,
} from "./wallet.ts";
import "./passkey.css";

/** The wallet; `to` fills the form of sending. */
export function WalletPage({ to }: { to: string | null }): ReactNode {
  const { say } = useSpeech();
  const [kept, setKept] = useState(keptWallet);
  return (
    <div className="narrow">
      <PageTitle title={say("wallet.title")} />
      {kept === null ? (
        <OpenWallet opened={setKept} />
      ) : (
        <Opened kept={kept} to={to} forgotten={() => setKept(null)} />
      )}
    </div>
  );
}

function Opened({
  kept,
  to,
  forgotten,
}: {
  kept: KeptWallet;
  to: string | null;
  forgotten: () => void;
}): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const wallet = useResource(walletPath(kept.account), getWallet, pulse);
  return (
    <Loaded from={wallet}>
      {(value) => (
        <>
          <section className="card checkout">
            <p className="quiet">{say("wallet.balance")}</p>
            <p className="sum">
              <Money tiyn={value.balanceTiyn} />
            </p>
          </section>
          <DemoMoney wallet={value} changed={wallet.again} />
          <SendForm kept={kept} balance={value.balanceTiyn} to={to} sent={wallet.again} />
          <Receive account={kept.account} />
          <History account={kept.account} />
          <Keys kept={kept} wallet={value} changed={wallet.again} />
          <button
            type="button"
            onClick={() => {
              forgetWallet();
              forgotten();
            }}
          >
            {say("wallet.forget")}
          </button>
          <p className="quiet">{say("wallet.forgetNote")}</p>
        </>
      )}
    </Loaded>
  );
}

function Receive({ account }: { account: string }): ReactNode {
  const { say } = useSpeech();
  return (
    <section className="card checkout">
      <h2>{say("wallet.receive")}</h2>
      <QrCode text={`${window.location.origin}/wallet/send/${account}`} label={say("wallet.qr")} />
      <p>
        <Hash value={account} label={say("wallet.account")} />
      </p>
    </section>
  );
}

function History({ account }: { account: string }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const transfers = useResource(transfersPath(account), getTransfers, pulse);
  return (
    <section className="card">
      <h2>{say("wallet.history")}</h2>
      <Loaded from={transfers}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("wallet.nothingYet")}</Nothing>
          ) : (
            <ul className="wallet-history">
              {items.map(({ direction, from, to, amountTiyn, invoice, at, txHash }, index) => (
                <li key={`${txHash}/${String(index)}`}>
                  <span>
                    {invoice !== null ? (
                      <Link to={`/pay/${invoice}`}>{say("wallet.invoice")}</Link>
                    ) : (
                      <Hash value={direction === "in" ? from : to} label={say("wallet.account")} />
                    )}
                    <span className="quiet">
                      <Moment time={at} />
                    </span>
                  </span>
                  <Money tiyn={direction === "in" ? amountTiyn : -amountTiyn} signed />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Keys({
  kept,
  wallet,
  changed,
}: {
  kept: KeptWallet;
  wallet: Wallet;
  changed: () => void;
}): ReactNode {
  const { say } = useSpeech();
  const { busy, problem, run } = useAct();
  /** Made on another authenticator; this one has yet to admit it. Two presses: a browser may want one for each of them. */
  const [made, setMade] = useState<MadePasskey | null>(null);
  const make = async (): Promise<void> =>
    setMade(await createPasskey(say("wallet.keyName"), [kept.credential]));
  const admit = async (): Promise<void> => {
    const { addPasskey } = await import("./sign.ts");
    if (made !== null) await addPasskey(kept, made);
    setMade(null);
    changed();
  };
  const remove = (passkey: Wallet["first"]) => async (): Promise<void> => {
    const { removePasskey } = await import("./sign.ts");
    if (passkey !== null) await removePasskey(kept, passkey);
    changed();
  };
  return (
    <section className="card">
      <h2>{say("wallet.keys")}</h2>
      <p className="quiet">{say(wallet.passkeys.length > 1 ? "wallet.keysMany" : "wallet.keysOne")}</p>
      <ul className="wallet-history">
        {wallet.passkeys.map((passkey) => (
          <li key={passkey.x}>
            <Hash value={passkey.x} label={say("wallet.key")} />
            {passkey.x === kept.passkey.x ? (
              <span className="badge">{say("wallet.thisKey")}</span>
            ) : (
              <button type="button" disabled={busy} onClick={() => run(remove(passkey))}>
                {say("wallet.removeKey")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={made === null ? undefined : "primary"}
        disabled={busy}
        onClick={() => run(made === null ? make : admit)}
      >
        {say(made === null ? "wallet.addKey" : "wallet.admitKey")}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}
