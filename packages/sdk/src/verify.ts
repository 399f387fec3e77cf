// Checks a proof bundle with nothing but the bundle and the trusted part of network.json: no server, no clock, never throws.
import {
  openBundle,
  readBundleText,
  STATEMENT_ROW_BYTES,
  type BundleContent,
  type BundleStatement,
} from "./bundle.ts";
import { fromHex, toHex } from "./bytes.ts";
import { checkBlock, checkState, type ProvenBlock, type TrustedNetwork } from "./check-chain.ts";
import {
  blockAt,
  type CheckContext,
  type CheckMeter,
  type ProofStatus,
  type ProofStep,
} from "./check-context.ts";
import { checkPayment, type ProvenPayment } from "./check-payment.ts";
import { checkRecord, type ProvenRecord } from "./check-record.ts";
import { checkSealedBlocks } from "./check-seals.ts";
import { checkSale, type ProvenSale } from "./check-sale.ts";
import type { QuorumReached } from "./check-quorum.ts";
import { LedgerError } from "./errors.ts";
import { EMPTY_STATEMENT, foldLine, unpackStatementLine } from "./lines.ts";
import { checkMeterSignatureFast } from "./meter-signature.ts";
import type { Sealed } from "./qbft.ts";
import { CheckFailedError, refuse, type FailureCode } from "./refusals.ts";
import { readStatementWord, statementSlot, STATE_SLOTS, type StateSlots } from "./state-slots.ts";
import type { Bytes32, Slot, Tiyn } from "./units.ts";

export interface StepTaken {
  readonly step: ProofStep;
  readonly ok: boolean;
  /** In English, with the values found. */
  readonly detail: string;
}

export interface ProvenStatement {
  readonly participant: number;
  readonly lines: number;
  /** What the participant received less what it paid, reversals included. */
  readonly amountTiyn: Tiyn;
  /** Block of the state before the first line; null when the statement begins with the participant's first line. */
  readonly openedAt: bigint | null;
  readonly closedAt: bigint;
}

export interface ProofResult {
  readonly proven: boolean;
  readonly level: {
    /** Whether the meter's signature was in the bundle and checked. */
    readonly meter: "meter-signed" | null;
    /** The weakest of the quorums that were checked; null where none is needed. */
    readonly checkers: QuorumReached | null;
    /** Seals under the block that has the fewest of its validators'; null on a chain without. */
    readonly seals: Sealed | null;
    /** Whether every block is under a head that the network's key signed. */
    readonly head: boolean;
  };
  /** As of block `statusAt`; null where the bundle does not ask the state. */
  readonly status: ProofStatus | null;
  readonly statusAt: bigint | null;
  readonly steps: readonly StepTaken[];
  /** What was proven, out of the chain and never out of the bundle's claims. Empty unless `proven`. */
  readonly facts: {
    readonly blocks: readonly {
      readonly number: bigint;
      readonly hash: Bytes32;
      readonly timestamp: bigint;
    }[];
    readonly record?: ProvenRecord;
    readonly sale?: ProvenSale;
    readonly statement?: ProvenStatement;
    readonly payment?: ProvenPayment;
    /** When an outside authority saw the batch, Unix seconds; only where its certificate was given. */
    readonly timestamp?: bigint;
  };
  readonly failure?: { readonly code: FailureCode; readonly detail: string };
}

export interface VerifyOptions {
  /** Where the contracts keep their words. Default: {@link STATE_SLOTS}. */
  readonly slots?: StateSlots;
  /** Checks an OCMF record with a key (SubjectPublicKeyInfo DER, hex). Default: {@link checkMeterSignatureFast}. */
  readonly checkMeter?: CheckMeter;
  /** Certificate (DER) of the authority whose outside timestamp is asked for; without it a timestamp is not looked at. */
  readonly tsaCertificate?: Uint8Array;
}

interface Findings {
  head: boolean;
  seals: Sealed | null;
  blocks: ProvenBlock[];
  record?: ProvenRecord;
  sale?: ProvenSale;
  statement?: ProvenStatement;
  payment?: ProvenPayment;
  timestamp?: bigint;
}

/**
 * Checks a bundle as it came (parsed JSON, or its text). Never throws: what does not hold is `failure`, with a code out of `FAILURE_CODES`.
 *
 *     const { proven, level, status } = await verifyBundle(text, network);
 */
export async function verifyBundle(
  bundle: unknown,
  network: TrustedNetwork,
  { slots = STATE_SLOTS, checkMeter = checkMeterSignatureFast, tsaCertificate }: VerifyOptions = {},
): Promise<ProofResult> {
  const steps: StepTaken[] = [];
  const found: Findings = { head: false, seals: null, blocks: [] };
  let current: ProofStep = "bundle";
  const done = (detail: string): void => void steps.push({ step: current, ok: true, detail });
  try {
    const read = await readBundle(bundle, network);
    done(`A ${read.kind} of chain ${network.chainId}.`);
    current = "head";
    done(requireFinal(read, network, found));
    const context: CheckContext = {
      blocks: found.blocks,
      network,
      slots,
      checkMeter,
      enter: (step) => void (current = step),
      done,
    };
    if (read.kind === "sale") found.sale = checkSale(read.sale, context);
    if ((read.kind === "sale" || read.kind === "record") && read.record !== null)
      found.record = await checkRecord(read.record, context, found.sale);
    if (tsaCertificate !== undefined)
      found.timestamp = await checkStamp(read, {
        certificate: tsaCertificate,
        record: found.record,
        context,
      });
    if (read.kind === "statement") found.statement = checkStatement(read.statement, context);
    if (read.kind === "payment") found.payment = checkPayment(read.payment, context);
    return result(found, steps);
  } catch (error) {
    const failure = failureOf(error);
    steps.push({ step: current, ok: false, detail: failure.detail });
    return result(found, steps, failure);
  }
}

/** When the authority saw the record's batch. Its code is loaded only here. @throws {CheckFailedError} */
async function checkStamp(
  content: BundleContent,
  given: { certificate: Uint8Array; record: ProvenRecord | undefined; context: CheckContext },
): Promise<bigint> {
  const { certificate, record, context } = given;
  context.enter("timestamp");
  const token = content.kind === "record" ? content.timestamp : undefined;
  if (token === undefined || record === undefined)
    return refuse("timestamp-missing", "The bundle has no outside timestamp.");
  const { checkTimestamp, timestampImprint } = await import("./timestamp.ts");
  const imprint = timestampImprint(fromHex(record.batch.root));
  const seen = await checkTimestamp(token, { imprint, certificate });
  context.done(`The authority saw the batch at ${new Date(Number(seen) * 1000).toISOString()}.`);
  return seen;
}

/** Checks that the blocks are final, in the way of the network; answers the step's detail. @throws {CheckFailedError} */
function requireFinal(content: BundleContent, network: TrustedNetwork, found: Findings): string {
  if (content.changes === undefined) {
    found.blocks = content.blocks.map((block) => checkBlock(block, network));
    found.head = true;
  } else Object.assign(found, checkSealedBlocks(content, network));
  const numbers = found.blocks.map(({ number }) => number).join(", ");
  const { seals } = found;
  if (seals === null) return `Signed by the head key: block ${numbers}.`;
  return `Sealed by ${seals.sealed} of ${seals.of} validators: block ${numbers}.`;
}

async function readBundle(bundle: unknown, network: TrustedNetwork): Promise<BundleContent> {
  const content = await openBundle(typeof bundle === "string" ? readBundleText(bundle) : bundle);
  if (content.chainId !== network.chainId)
    refuse("network-mismatch", `The bundle is of chain ${content.chainId}, not of ${network.chainId}.`);
  return content;
}

function checkStatement(statement: BundleStatement, context: CheckContext): ProvenStatement {
  context.enter("statement");
  const slot = statementSlot(statement.participant, context.slots);
  const wordAt = (state: BundleStatement["closing"]): [ProvenBlock, Bytes32] => {
    const block = blockAt(context, state.block);
    return [block, checkState(state, block, context.network.contracts.energyMarket, [slot])[0]!];
  };
  const opening = statement.opening === null ? undefined : wordAt(statement.opening);
  const [closingBlock, closingWord] = wordAt(statement.closing);
  if (opening !== undefined && opening[0].number > closingBlock.number)
    refuse("state-too-old", "The statement closes before it opens.");
  let fold = opening === undefined ? EMPTY_STATEMENT : readStatementWord(opening[1]);
  let amount = 0n;
  const { rows } = statement;
  const numbers = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  for (let at = 0; at < rows.length; at += STATEMENT_ROW_BYTES) {
    const [zone, lineSlot, version, chunk] = [0, 4, 8, 12].map((offset) => numbers.getUint32(at + offset));
    const place = { zone: zone!, slot: lineSlot as Slot, version: version!, chunk: chunk! };
    const packed = rows.subarray(at + 16, at + STATEMENT_ROW_BYTES);
    try {
      amount += unpackStatementLine(packed).amountTiyn;
      fold = foldLine(fold, place, packed);
    } catch {
      refuse("statement-incomplete", `${toHex(packed)} is no line of a statement.`);
    }
  }
  const expected = readStatementWord(closingWord);
  if (fold.count !== expected.count || fold.hash !== expected.hash)
    refuse(
      "statement-incomplete",
      `The lines fold to ${fold.count} with another hash; the chain counted ${expected.count}.`,
    );
  context.done(
    `All ${rows.length / STATEMENT_ROW_BYTES} lines of participant ${statement.participant} are there.`,
  );
  return {
    participant: statement.participant,
    lines: rows.length / STATEMENT_ROW_BYTES,
    amountTiyn: amount as Tiyn,
    openedAt: opening?.[0].number ?? null,
    closedAt: closingBlock.number,
  };
}

function failureOf(error: unknown): { code: FailureCode; detail: string } {
  if (error instanceof CheckFailedError) return { code: error.failure, detail: error.message };
  const detail = error instanceof LedgerError ? error.message : "A part of the bundle cannot be read.";
  return { code: "bundle-malformed", detail };
}

function result(
  found: Findings,
  steps: readonly StepTaken[],
  failure?: { code: FailureCode; detail: string },
): ProofResult {
  const { record, sale, statement, payment, timestamp, blocks } = found;
  const quorums = [sale?.checkers, record?.checkers].filter((quorum) => quorum !== undefined);
  const [weakest] = quorums.toSorted((a, b) => a.signed - b.signed);
  const subject = sale ?? record ?? payment;
  const facts = failure === undefined && {
    blocks: blocks.map(({ number, hash, timestamp }) => ({ number, hash, timestamp })),
    ...(record && { record }),
    ...(sale && { sale }),
    ...(statement && { statement }),
    ...(payment && { payment }),
    ...(timestamp !== undefined && { timestamp }),
  };
  return {
    proven: failure === undefined,
    level: {
      meter: record?.meterSigned === true ? "meter-signed" : null,
      checkers: weakest ?? null,
      seals: found.seals,
      head: found.head,
    },
    status: subject?.status ?? null,
    statusAt: subject?.statusAt ?? null,
    steps,
    facts: facts || { blocks: [] },
    ...(failure && { failure }),
  };
}
