// Sales as a table, wherever they are listed.
import type { ReactNode } from "react";
import type { Sale } from "../answers.ts";
import { DeviceLink } from "../directory.tsx";
import { UNITS } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { Link } from "../router.tsx";
import { Energy, Money, Price, SlotTime } from "../ui/amounts.tsx";
import { EvidenceBadge, StatusBadge } from "../ui/marks.tsx";
import { Table } from "../ui/table.tsx";
import { SALE_KIND_TEXT } from "../words.ts";

/** Sales, one a row, each leading to its story. */
export function SalesTable({ sales }: { sales: readonly Sale[] }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <Table
      caption={say("sales.title")}
      rows={sales}
      rowKey={({ id }) => id}
      columns={[
        {
          name: "slot",
          title: say("field.slot"),
          cell: (sale) => (
            <Link to={`/sales/${sale.id}`}>
              <SlotTime slot={sale.slot} />
            </Link>
          ),
        },
        { name: "device", title: say("field.device"), cell: ({ device }) => <DeviceLink device={device} /> },
        { name: "kind", title: say("field.kind"), cell: ({ kind }) => say(SALE_KIND_TEXT[kind]) },
        {
          name: "energy",
          title: `${say("field.energy")}, ${UNITS[language].kWh}`,
          number: true,
          cell: ({ energyWh }) => <Energy wh={energyWh} bare />,
        },
        {
          name: "price",
          title: `${say("field.price")}, ₸/${UNITS[language].kWh}`,
          number: true,
          cell: ({ priceTiynPerMWh }) => <Price tiynPerMWh={priceTiynPerMWh} bare />,
        },
        {
          name: "amount",
          title: say("field.amount"),
          number: true,
          cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} signed />,
        },
        {
          name: "evidence",
          title: say("field.evidence"),
          cell: ({ evidence, status }) => (
            <>
              <EvidenceBadge evidence={evidence} />
              {status !== "current" && <StatusBadge status={status} />}
            </>
          ),
        },
      ]}
    />
  );
}
