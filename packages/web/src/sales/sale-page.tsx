// `/sales/:id`: a sale tells its story: order, reading, clearing, money, proof.
import type { ReactNode } from "react";
import { getStatus, getSale, paths } from "../api.ts";
import type { SaleStory } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { EvidenceBadge, StatusBadge } from "../ui/marks.tsx";
import { DisputeForm } from "./dispute-form.tsx";
import { SaleSentence } from "./sentence.tsx";
import { ClearingStep, MoneyStep, OrderStep, ReadingStep } from "./story.tsx";

/** The page of one sale. */
export function SalePage({ id }: { id: string }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const sale = useResource(paths.sale(id), getSale, pulse);
  const status = useResource(paths.status, getStatus, pulse);
  return (
    <>
      <PageTitle title={say("sale.title", { id })} />
      <Loaded from={sale}>{(value) => <Story sale={value} final={status.value?.finalBlock} />}</Loaded>
    </>
  );
}

function Story({ sale, final }: { sale: SaleStory; final: number | null | undefined }): ReactNode {
  const { say } = useSpeech();
  const isFinal = final === undefined || final === null ? undefined : sale.block <= final;
  return (
    <>
      <section className="card" aria-label={say("sale.summary")}>
        <p className="sentence">
          <SaleSentence sale={sale} />
        </p>
        <p>
          <EvidenceBadge evidence={sale.evidence} />
          <StatusBadge status={sale.status} final={isFinal} />
        </p>
      </section>
      <section className="card" aria-label={say("sale.story")}>
        <ol className="story">
          <OrderStep sale={sale} />
          <ReadingStep sale={sale} />
          <ClearingStep sale={sale} />
          <MoneyStep sale={sale} final={isFinal} />
          <li>
            <h2>{say("story.proof")}</h2>
            <ProofPanel path={paths.saleProof(sale.id)} name={`sale-${sale.id}.proof.json`} />
          </li>
        </ol>
      </section>
      <DisputeForm sale={sale} />
    </>
  );
}
