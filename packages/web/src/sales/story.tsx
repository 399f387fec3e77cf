// The steps of a sale before its proof, each with its facts.
import type { ReactNode } from "react";
import { getSlot, getTariffs, paths } from "../api.ts";
import type { SaleStory } from "../answers.ts";
import { DeviceLink, ParticipantLink } from "../directory.tsx";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Energy, Money, Price, SlotTime } from "../ui/amounts.tsx";
import { EvidenceBadge, Hash, StatusBadge } from "../ui/marks.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { EVIDENCE_TEXT, isSelling, ORDER_STATE_TEXT, SALE_KIND_TEXT } from "../words.ts";

type StepProps = { readonly sale: SaleStory };

/** What was offered or asked for before the slot began. */
export function OrderStep({ sale }: StepProps): ReactNode {
  const { say } = useSpeech();
  const { orderTerms: order } = sale;
  return (
    <li>
      <h2>{say("story.order")}</h2>
      {order === null ? (
        <p>{say("story.noOrder")}</p>
      ) : (
        <>
          <p>{say(order.side === "ask" ? "story.orderAsk" : "story.orderBid")}</p>
          <Facts>
            <Fact name={say("field.order")}>{order.order}</Fact>
            <Fact name={say("field.participant")}>
              <ParticipantLink participant={order.participant} />
            </Fact>
            <Fact name={say("field.device")}>
              <DeviceLink device={order.device} />
            </Fact>
            <Fact name={say("order.maxKWh")}>
              <Energy wh={order.maxWhPerSlot} />
            </Fact>
            <Fact name={say(order.side === "ask" ? "order.leastPrice" : "order.mostPrice")}>
              <Price tiynPerMWh={order.limitPriceTiynPerMWh} />
            </Fact>
            <Fact name={say("order.placedIn")}>
              <SlotTime slot={order.placedInSlot} />
            </Fact>
            <Fact name={say("order.minEvidence")}>{say(EVIDENCE_TEXT[order.minEvidence])}</Fact>
            <Fact name={say("field.state")}>{say(ORDER_STATE_TEXT[order.state])}</Fact>
            <Fact name={say("order.hash")}>
              <Hash value={order.orderHash} label={say("order.hash")} />
            </Fact>
            <ChainFacts block={order.block} txHash={order.txHash} />
          </Facts>
        </>
      )}
    </li>
  );
}

/** What the meter measured, and who vouched for it. */
export function ReadingStep({ sale }: StepProps): ReactNode {
  const { say, language } = useSpeech();
  const { reading } = sale;
  return (
    <li>
      <h2>
        {say("story.reading")} <EvidenceBadge evidence={sale.evidence} />
      </h2>
      {reading === null ? (
        <p>{say("story.noReading")}</p>
      ) : (
        <>
          <p>{say("story.readingText")}</p>
          <Facts>
            <Fact name={say("field.device")}>
              <DeviceLink device={sale.device} />
            </Fact>
            <Fact name={say("field.slot")}>
              <SlotTime slot={sale.slot} />
            </Fact>
            <Fact name={say("reading.export")}>
              <Energy wh={reading.exportWh} />
            </Fact>
            <Fact name={say("reading.import")}>
              <Energy wh={reading.importWh} />
            </Fact>
            <Fact name={say("reading.exportEnd")}>
              <Energy wh={reading.exportEndWh} />
            </Fact>
            <Fact name={say("reading.importEnd")}>
              <Energy wh={reading.importEndWh} />
            </Fact>
            <Fact name={say("reading.devices")}>{formatCount(reading.devices, language)}</Fact>
            <Fact name={say("reading.set")}>
              <Hash value={reading.setHash} label={say("reading.set")} />
            </Fact>
            <Fact name={say("reading.evidence")}>
              <Hash value={reading.evidenceHash} label={say("reading.evidence")} />
            </Fact>
            <ChainFacts block={reading.block} txHash={reading.txHash} />
          </Facts>
          {reading.recordHash === null ? (
            <p className="quiet">{say("story.noRecord")}</p>
          ) : (
            <p>
              <Link to={`/records/${reading.recordHash}`}>{say("story.toRecord")}</Link>
            </p>
          )}
        </>
      )}
    </li>
  );
}

/** How the price came about. */
export function ClearingStep({ sale }: StepProps): ReactNode {
  const { say, language } = useSpeech();
  const slot = useResource(paths.slot(sale.zone, sale.slot), getSlot);
  const tariffs = useResource(paths.tariffs({ zone: sale.zone, limit: 200 }), getTariffs);
  const tariff = tariffs.value?.items.find(({ version }) => version === sale.tariffVersion);
  return (
    <li>
      <h2>{say("story.clearing")}</h2>
      <p>{say(sale.order === null ? "story.clearingGrid" : "story.clearingText")}</p>
      <Facts>
        <Fact name={say("field.slot")}>
          <Link to={`/slots/${sale.zone}/${sale.slot}`}>
            <SlotTime slot={sale.slot} />
          </Link>
        </Fact>
        <Fact name={say("field.zone")}>{sale.zone}</Fact>
        <Fact name={say("field.kind")}>{say(SALE_KIND_TEXT[sale.kind])}</Fact>
        <Fact name={say("field.energy")}>
          <Energy wh={sale.energyWh} />
        </Fact>
        <Fact name={say("field.price")}>
          <Price tiynPerMWh={sale.priceTiynPerMWh} />
        </Fact>
        <Fact name={say("price.feedIn")}>
          <Price tiynPerMWh={tariff?.feedInTiynPerMWh} />
        </Fact>
        <Fact name={say("price.retail")}>
          <Price tiynPerMWh={tariff?.retailTiynPerMWh} />
        </Fact>
        <Fact name={say("price.networkFee")}>
          <Price tiynPerMWh={tariff?.networkFeeTiynPerMWh} />
        </Fact>
        <Fact name={say("field.tariffVersion")}>{sale.tariffVersion}</Fact>
        <Fact name={say("slot.sales")}>
          {slot.value === undefined ? "–" : formatCount(slot.value.sales, language)}
        </Fact>
        <Fact name={say("field.version")}>{sale.version}</Fact>
      </Facts>
    </li>
  );
}

/** Who got and who paid what. */
export function MoneyStep({ sale, final }: StepProps & { final: boolean | undefined }): ReactNode {
  const { say } = useSpeech();
  return (
    <li>
      <h2>
        {say("story.money")} <StatusBadge status={sale.status} final={final} />
      </h2>
      <p>{say(sale.amountTiyn < 0n || !isSelling(sale.kind) ? "story.moneyPaid" : "story.moneyReceived")}</p>
      <Facts>
        <Fact name={say("field.participant")}>
          <ParticipantLink participant={sale.participant} />
        </Fact>
        <Fact name={say("field.amount")}>
          <Money tiyn={sale.amountTiyn} signed />
        </Fact>
        <Fact name={say("field.fee")}>
          <Money tiyn={sale.feeTiyn} />
        </Fact>
        <ChainFacts block={sale.block} txHash={sale.txHash} />
        {sale.dispute !== null && (
          <Fact name={say("field.dispute")}>
            {say(
              sale.dispute === "open"
                ? "dispute.open"
                : sale.dispute === "upheld"
                  ? "dispute.upheld"
                  : "dispute.dismissed",
            )}
          </Fact>
        )}
      </Facts>
    </li>
  );
}

function ChainFacts({ block, txHash }: { block: number; txHash: string }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <>
      <Fact name={say("field.block")}>{formatCount(block, language)}</Fact>
      <Fact name={say("field.transaction")}>
        <Hash value={txHash} label={say("field.transaction")} />
      </Fact>
    </>
  );
}
