// The proof bundle as JSON: bytes in base64url without padding, numbers beyond 2^53 as decimal strings, nothing that is not checked.
import { z } from "zod";
import { fromBase64Url } from "./bytes.ts";
import { envelopeSchema } from "./envelope.ts";
import { SALE_LINE_BYTES } from "./lines.ts";
import { SIGNATURE_BYTES } from "./signatures.ts";
import type { Bytes32 } from "./units.ts";

export const BUNDLE_FORMAT = "alatau-proof/1";

/** Base64url of at most `most` bytes; `exactly` of them when given. */
function bytes(most: number, exactly?: number) {
  return z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .transform((text, context) => {
      try {
        const value = fromBase64Url(text);
        if (exactly === undefined || value.length === exactly) return value;
        context.addIssue({ code: "custom", message: `${exactly} bytes are needed` });
      } catch {
        context.addIssue({ code: "custom", message: "not base64url without padding" });
      }
      return z.NEVER;
    });
}

const uint32 = z.int().min(0).max(0xffff_ffff);
const uint64 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .transform((text) => BigInt(text))
  .refine((value) => value < 1n << 64n);
const hash = bytes(32, 32);
const node = bytes(32_768);
const signature = bytes(SIGNATURE_BYTES, SIGNATURE_BYTES);
const signatures = z.array(signature).min(1).max(64);
const merklePath = z.array(hash).max(32);
const blockIndex = z.int().min(0).max(15);

/** A block's header, the headers that follow it up to a signed head (most often none), and that head's signature. */
const block = z.strictObject({
  header: bytes(4096),
  following: z.array(bytes(4096)).min(1).max(256).optional(),
  head: signature,
});

/** A log: which block, which transaction, the receipt trie's nodes, and which log of the receipt. */
const logProof = z.strictObject({
  block: blockIndex,
  transaction: uint32,
  receipt: z.array(node).min(1).max(16),
  log: uint32,
});

/** Words of one contract under a block's state root; which contract and slots follow from what they are for. */
const stateProof = z.strictObject({
  block: blockIndex,
  account: z.array(node).min(1).max(64),
  storage: z.array(z.array(node).max(64)).min(1).max(2),
});

/** The bytes behind payloadHash; with the meter's key (SubjectPublicKeyInfo, DER) its signature is checked too. */
const payload = z.strictObject({ salt: hash, bytes: bytes(65_536), publicKey: bytes(512).optional() });

const record = z.strictObject({
  envelope: envelopeSchema,
  index: uint32,
  path: merklePath,
  batch: logProof,
  signatures,
  payload: payload.optional(),
  status: stateProof.optional(),
});

const reading = z.strictObject({
  importEndWh: uint64,
  exportEndWh: uint64,
  importWh: uint64,
  exportWh: uint64,
  evidenceHash: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .transform((text) => text as Bytes32),
  index: uint32,
  path: merklePath,
  set: logProof,
  signatures,
});

const sale = z.strictObject({
  id: z.string().max(60),
  settled: logProof,
  reading,
  /** Two storage paths: the line's status, then its chunk's. */
  status: stateProof.optional(),
});

/** A line of a statement: zone, slot, version, chunk, packed line. */
const statementLine = z.tuple([uint32, uint32, uint32, uint32, bytes(SALE_LINE_BYTES, SALE_LINE_BYTES)]);

const statement = z.strictObject({
  participant: uint32.min(1),
  lines: z.array(statementLine).max(100_000),
  /** The participant's word before the first line; without it the statement begins with the participant's first line. */
  opening: stateProof.optional(),
  closing: stateProof,
});

const common = {
  format: z.literal(BUNDLE_FORMAT),
  chainId: z.int().positive(),
  blocks: z.array(block).min(1).max(16),
};

/** A proof bundle: of a record, of a sale (with the closing record, if wished), or of a participant's statement. */
export const bundleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: z.literal("record"), record }),
  z.strictObject({ ...common, kind: z.literal("sale"), sale, record: record.optional() }),
  z.strictObject({ ...common, kind: z.literal("statement"), statement }),
]);

/** A bundle as it travels. */
export type ProofBundle = z.input<typeof bundleSchema>;
/** A bundle with its bytes decoded. */
export type ReadBundle = z.output<typeof bundleSchema>;
export type BundleBlock = z.input<typeof block>;
export type BundleLog = z.input<typeof logProof>;
export type BundleState = z.input<typeof stateProof>;
export type BundleRecord = z.input<typeof record>;
export type BundleSale = z.input<typeof sale>;
export type BundleStatement = z.input<typeof statement>;
export type ReadBlock = z.output<typeof block>;
export type ReadLog = z.output<typeof logProof>;
export type ReadState = z.output<typeof stateProof>;
export type ReadRecord = z.output<typeof record>;
export type ReadSale = z.output<typeof sale>;
export type ReadStatement = z.output<typeof statement>;
