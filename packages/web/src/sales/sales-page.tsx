// `/sales`: all sales, the latest first, by kind.
import { useId, useState, type ReactNode } from "react";
import { paths } from "../api.ts";
import type { Sale, SaleKind } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { Paged } from "../ui/list.tsx";
import { PageTitle } from "../ui/states.tsx";
import { SALE_KIND_TEXT } from "../words.ts";
import { SalesTable } from "./sales-table.tsx";

const KINDS = Object.keys(SALE_KIND_TEXT) as SaleKind[];

/** The page of all sales. */
export function SalesPage(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const [kind, setKind] = useState<SaleKind | "">("");
  const id = useId();
  return (
    <>
      <PageTitle title={say("sales.title")}>
        <div className="row">
          <label htmlFor={id}>{say("field.kind")}</label>
          <select id={id} value={kind} onChange={(event) => setKind(event.target.value as SaleKind | "")}>
            <option value="">{say("sales.allKinds")}</option>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {say(SALE_KIND_TEXT[each])}
              </option>
            ))}
          </select>
          <a className="button" href={paths.sales({ kind, format: "csv" })} download>
            {say("action.csv")}
          </a>
        </div>
      </PageTitle>
      <section className="card">
        <Paged<Sale> path={paths.sales({ kind, limit: 50 })} pulse={pulse} empty={say("overview.noSales")}>
          {(rows) => <SalesTable sales={rows} />}
        </Paged>
      </section>
    </>
  );
}
