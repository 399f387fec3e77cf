// Where money is taken: tills with their goods and codes, payment links.
import { useState, type FormEvent, type ReactNode } from "react";
import { addTo, drop, getTills, paths } from "../api.ts";
import { formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { plainAmount, tiynOf } from "../pay/amount.ts";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Paged } from "../ui/list.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { useAct } from "./act.tsx";
import type { PaymentLink, Till } from "./answers.ts";
import { TextField } from "./fields.tsx";

/** Goods as one types them: a line each, the price last. Null where a line is none. Pure. */
export function goodsOf(text: string): { readonly name: string; readonly amountTiyn: string }[] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const goods = lines.map((line) => {
    const found = /^(.+?)[\s:;]+(\d+(?:[.,]\d{1,2})?)\s*₸?\s*$/.exec(line.trim());
    const amount = found === null ? null : tiynOf(found[2]!);
    return amount === null ? null : { name: found![1]!.trim(), amountTiyn: amount.toString() };
  });
  return goods.every((each) => each !== null) ? goods : null;
}

const goodsText = ({ items }: Till): string =>
  items.map(({ name, amountTiyn }) => `${name} ${plainAmount(amountTiyn)}`).join("\n");

/** The tills. */
export function TillsPart(): ReactNode {
  const { say } = useSpeech();
  const tills = useResource(paths.tills, getTills);
  const { act, busy, note } = useAct(tills.again);
  const [name, setName] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      await addTo(paths.tills, { name: name.trim() });
      setName("");
    });
  };
  return (
    <>
      <section className="card">
        <form onSubmit={submit}>
          <TextField label={say("merchant.tillName")} value={name} change={setName} />
          <button className="button primary" disabled={busy || name.trim() === ""}>
            {say("merchant.openTill")}
          </button>
        </form>
        {note}
      </section>
      <Loaded from={tills}>
        {({ items }) => {
          const open = items.filter(({ closedAt }) => closedAt === null);
          return open.length === 0 ? (
            <Nothing>{say("merchant.noTills")}</Nothing>
          ) : (
            <div className="columns two-even">
              {open.map((till) => (
                <TillCard key={till.till} till={till} changed={tills.again} />
              ))}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function TillCard({ till, changed }: { till: Till; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(changed);
  const [text, setText] = useState(goodsText(till));
  const goods = goodsOf(text);
  const id = `goods-${till.till}`;
  return (
    <section className="card">
      <header>
        <h2>{till.name}</h2>
        <Link to={`/till/code/${till.till}`}>{say("till.code")}</Link>
      </header>
      <div className="field">
        <label htmlFor={id}>{say("merchant.goods")}</label>
        <textarea
          id={id}
          value={text}
          placeholder={say("merchant.goodsExample")}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="row">
        <button
          type="button"
          disabled={busy || goods === null}
          onClick={() => act(() => addTo(`${paths.till(till.till)}/items`, { items: goods }))}
        >
          {say("merchant.save")}
        </button>
        <button
          type="button"
          disabled={busy}
          onClick={() => act(() => addTo(`${paths.till(till.till)}/link`, {}))}
        >
          {say("merchant.newCode")}
        </button>
        <button
          type="button"
          disabled={busy}
          onClick={() => act(() => addTo(`${paths.till(till.till)}/close`, {}))}
        >
          {say("merchant.close")}
        </button>
      </div>
      {goods === null && <p className="quiet">{say("merchant.goodsWrong")}</p>}
      {note}
    </section>
  );
}

/** The payment links. */
export function LinksPart(): ReactNode {
  const { say, language } = useSpeech();
  const [turn, setTurn] = useState(0);
  const { act, busy, note } = useAct(() => setTurn((before) => before + 1));
  const [what, setWhat] = useState("");
  const [amount, setAmount] = useState("");
  const [uses, setUses] = useState("");
  const tiyn = tiynOf(amount);
  const isWrong = (amount !== "" && tiyn === null) || (uses !== "" && !/^[1-9]\d{0,5}$/.test(uses));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      await addTo(paths.paymentLinks, {
        description: what.trim(),
        ...(tiyn !== null && { amountTiyn: tiyn.toString() }),
        ...(uses !== "" && { maxUses: Number(uses) }),
      });
      for (const clear of [setWhat, setAmount, setUses]) clear("");
    });
  };
  return (
    <section className="card">
      <p className="quiet">{say("merchant.linksNote")}</p>
      <form onSubmit={submit}>
        <TextField label={say("till.what")} value={what} change={setWhat} />
        <TextField label={say("merchant.linkAmount")} value={amount} change={setAmount} decimal />
        <TextField label={say("merchant.maxUses")} value={uses} change={setUses} decimal />
        <button className="button primary" disabled={busy || what.trim() === "" || isWrong}>
          {say("merchant.makeLink")}
        </button>
      </form>
      {note}
      <Paged<PaymentLink> path={paths.paymentLinks} pulse={turn} empty={say("merchant.noLinks")}>
        {(rows) => (
          <Table
            caption={say("merchant.links")}
            rows={rows}
            rowKey={({ number }) => String(number)}
            columns={[
              { name: "what", title: say("till.what"), cell: ({ description }) => description },
              {
                ...{ name: "amount", title: say("field.amount"), number: true },
                cell: ({ amountTiyn }) =>
                  amountTiyn === null ? say("merchant.free") : formatTenge(amountTiyn, language),
              },
              {
                ...{ name: "uses", title: say("merchant.uses"), number: true },
                cell: ({ uses: used, maxUses }) => (maxUses === null ? used : `${used} / ${maxUses}`),
              },
              {
                ...{ name: "link", title: say("merchant.address") },
                cell: ({ link }) => (
                  <Hash value={window.location.origin + link} label={say("merchant.address")} />
                ),
              },
              {
                ...{ name: "state", title: say("merchant.state") },
                cell: ({ open, revokedAt, number }) =>
                  revokedAt === null ? (
                    <span className="row">
                      {!open && <span className="badge">{say("merchant.closed")}</span>}
                      <button
                        type="button"
                        disabled={busy}
                        onClick={() => act(() => drop(`${paths.paymentLinks}/${number}`))}
                      >
                        {say("merchant.revoke")}
                      </button>
                    </span>
                  ) : (
                    <span className="badge">{say("merchant.revoked")}</span>
                  ),
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}
