// A settled chunk into sales, movements and statements; and the same taken back.
import {
  EMPTY_STATEMENT,
  foldLine,
  fromHex,
  packReversal,
  paidDown,
  SALE_LINE_BYTES,
  unpackLines,
  type ChunkPlace,
  type Hex,
  type SaleLine,
  type Slot,
  type TiynPerMWh,
} from "@alatau/sdk";
import type { At } from "./handlers.ts";
import { balanceOf, known, statementOf, type KnownTariff } from "./state.ts";
import { TABLES } from "./tables.ts";
import { paysFee, plus, reversed, settled, type Balance, type PartyLine } from "./vault.ts";

interface ChunkArgs {
  readonly zone: number;
  readonly slot: number;
  readonly version: number;
  readonly chunk: number;
}

export interface SettledArgs extends ChunkArgs {
  readonly price: bigint;
  readonly tariffVersion: number;
  readonly salesHash: Hex;
  readonly lines: Hex;
}

export const chunkKey = ({ zone, slot, version, chunk }: ChunkArgs): string =>
  `${zone}/${slot}/${version}/${chunk}`;

/** SalesSettled. */
export function takeSettlement(at: At, args: SettledArgs): void {
  const { zone, slot, version, chunk, price, tariffVersion, salesHash, lines } = args;
  const tariff = known(at.state.tariffs, `${zone}/${tariffVersion}`, "tariff");
  const parts = { ...known(at.state.zones, zone, "zone"), reserve: at.reserve };
  const unpacked = partyLines(at, lines);
  if (at.state.chunks.has(chunkKey(args))) at.state.chunks.set(chunkKey(args), { lines, tariffVersion });
  at.put(
    TABLES.settlements,
    zone,
    slot,
    version,
    chunk,
    price,
    tariffVersion,
    salesHash,
    unpacked.length,
    lines,
  );
  for (const [index, line] of unpacked.entries()) {
    const { kind, device, participant, order, wh, amountTiyn } = line;
    const fee = paysFee(line) ? paidDown(wh, tariff.networkFee) : 0n;
    const { evidence } = known(at.state.devices, device, "device");
    const cells = [
      kind,
      device,
      participant,
      order,
      wh,
      amountTiyn,
      fee,
      priceOf(line, price, tariff),
    ] as const;
    at.put(TABLES.sales, zone, slot, version, chunk, index, ...cells, tariffVersion, evidence);
  }
  move(at, "settled", settled(unpacked, tariff.networkFee, parts));
  const bytes = fromHex(lines);
  fold(at, args, unpacked, (index) => bytes.subarray(index * SALE_LINE_BYTES, (index + 1) * SALE_LINE_BYTES));
}

/** SalesReversed. */
export function takeReversal(at: At, args: ChunkArgs & { readonly salesHash: Hex }): void {
  const { zone, slot, version, chunk, salesHash } = args;
  const { lines, tariffVersion } = known(at.state.chunks, chunkKey(args), "chunk")!;
  const { networkFee } = known(at.state.tariffs, `${zone}/${tariffVersion}`, "tariff");
  const parts = { ...known(at.state.zones, zone, "zone"), reserve: at.reserve };
  const unpacked = partyLines(at, lines);
  at.put(TABLES.reversals, zone, slot, version, chunk, salesHash);
  // Proceeds that matured within this very reversal were still there when credits were taken out of them.
  const proceedsOf = (participant: number): bigint =>
    balanceOf(at.state, participant).proceeds + (at.released.get(participant) ?? 0n);
  move(at, "reversed", reversed(unpacked, networkFee, parts, proceedsOf));
  fold(at, args, unpacked, (index) => packReversal(unpacked[index]!));
}

/** Writes changes of accounts and carries the accounts on. */
export function move(at: At, cause: string, deltas: Iterable<readonly [number, Balance]>): void {
  for (const [participant, change] of deltas) {
    const after = plus(balanceOf(at.state, participant), change);
    at.state.accounts.set(participant, after);
    at.put(TABLES.movements, participant, cause, change.free, change.locked, change.proceeds, change.owed);
    at.put(TABLES.accountBalances, participant, after.free, after.locked, after.proceeds, after.owed);
  }
}

const partyLines = (at: At, lines: Hex): PartyLine[] =>
  unpackLines(lines).map((line) => ({
    ...line,
    participant: known(at.state.devices, line.device, "device").participant,
  }));

/** tiyn per MWh that a line was charged at, the network fee not counted. */
function priceOf({ kind }: SaleLine, price: bigint, tariff: KnownTariff): TiynPerMWh {
  if (kind === "gridSold") return tariff.feedIn;
  if (kind === "gridBought") return tariff.retail;
  return (kind === "ownSold" || kind === "ownBought" ? 0n : price) as TiynPerMWh;
}

function fold(
  at: At,
  { zone, slot, version, chunk }: ChunkArgs,
  lines: readonly PartyLine[],
  packed: (index: number) => Uint8Array,
): void {
  const place: ChunkPlace = { zone, slot: slot as Slot, version, chunk };
  const touched = new Set<number>();
  for (const [index, { participant }] of lines.entries()) {
    at.state.statements.set(participant, foldLine(statementOf(at.state, participant), place, packed(index)));
    touched.add(participant);
  }
  for (const participant of touched) {
    const { count, hash } = at.state.statements.get(participant) ?? EMPTY_STATEMENT;
    at.put(TABLES.statements, participant, count, hash);
  }
}
