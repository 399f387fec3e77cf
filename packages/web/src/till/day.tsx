// The latest invoices of a till, live, with who made each.
import type { ReactNode } from "react";
import { getInvoices, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { InvoiceState } from "../pay/invoice-parts.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money } from "../ui/amounts.tsx";
import { Loaded, Nothing } from "../ui/states.tsx";

/** The list. `till` is its name; null: of all tills. */
export function Day({ till }: { till: string | null }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const query = { limit: 30, ...(till !== null && { till }) };
  const invoices = useResource(paths.invoices(query), getInvoices, pulse);
  return (
    <section className="card" aria-label={say("till.latest")}>
      <h2>{say("till.latest")}</h2>
      <Loaded from={invoices}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("till.none")}</Nothing>
          ) : (
            <ul className="plain">
              {items.map((item) => (
                <li key={item.invoice}>
                  <span>
                    <Link to={`/till/${item.invoice}`}>
                      {item.number} · {item.description ?? say("till.noText")}
                    </Link>
                    <small className="quiet who">
                      {[item.till, item.cashier].filter((each) => each !== null).join(" · ")}
                    </small>
                  </span>
                  <span>
                    <Money tiyn={item.amountTiyn} /> <InvoiceState invoice={item} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
