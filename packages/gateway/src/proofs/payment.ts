// Gathers what the proof bundle of a payment is made of: its events as the indexer placed them, and the contract's word of it.
import { fromHex, MOST_MOVES, paymentSlot, provePayment, type Hex, type ProofBundle } from "@alatau/sdk";
import { setTimeout as wait } from "node:timers/promises";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import type { EventPlace } from "./chain.ts";
import { chainOf } from "./service.ts";

/** The payment's events that a proof knows, in the order of the chain. A sweep that counted nothing is no event of the payment. */
const PLACES = `SELECT block_number, tx_hash, log_index FROM ledger.payments WHERE payment = $1
UNION ALL SELECT block_number, tx_hash, log_index FROM ledger.payment_changes WHERE payment = $1 AND change IN ('captured', 'refunded')
UNION ALL SELECT block_number, tx_hash, log_index FROM ledger.box_sweeps WHERE credited > 0 AND payment = $1
ORDER BY block_number, log_index`;
/** How long a proof waits for the indexer to reach the block whose state it has. */
const INDEX_WAIT_MS = 4_000;

/**
 * The bundle of a payment. Of one with more events than a bundle holds it has the first and the latest ones, without the state.
 * @throws {ProblemError} `payment-unknown`, `proof-not-ready`
 */
export async function provePaymentOf(gateway: Gateway, payment: Hex): Promise<ProofBundle> {
  const { reads, network } = gateway;
  const places = async (): Promise<EventPlace[]> =>
    (await reads.query<EventPlace>(named(PLACES, [bytesOf(payment)]))).rows;
  if ((await places()).length === 0) throw new ProblemError("payment-unknown");
  const chain = chainOf(gateway);
  const status = await chain.state(network.contracts.payments, [paymentSlot(fromHex(payment))]);
  const block = Number(status.block.header.number);
  await requireIndexed(gateway, block);
  const all = (await places()).filter(({ block_number: at }) => at <= block);
  const [first, ...later] = all;
  if (first === undefined) throw notReady("The payment is not yet under a signed head.");
  const shown = [first, ...later.slice(1 - MOST_MOVES)];
  const moves = await Promise.all(shown.map((place) => chain.log(place)));
  return await provePayment({ payment, moves, ...(shown.length === all.length && { status }) }, network);
}

/** The events must be all that led to the state. */
async function requireIndexed({ reads, stopping }: Gateway, block: number): Promise<void> {
  for (let waited = 0; waited <= INDEX_WAIT_MS && !stopping.aborted; waited += 50) {
    const { rows } = await reads.query<{ number: number | null }>(
      named("SELECT max(number) AS number FROM ledger.blocks", []),
    );
    if ((rows[0]?.number ?? -1) >= block) return;
    await wait(50);
  }
  throw notReady(`Block ${block} is not yet indexed.`);
}

const notReady = (detail: string) =>
  new ProblemError("proof-not-ready", detail, { headers: { "retry-after": "2" } });
