export * from "./errors.ts";
export * from "./units.ts";
export * from "./network.ts";
export * from "./typed-data.ts";
export * from "./contracts.ts";
export * from "./bytes.ts";
export * from "./channels.ts";
export * from "./data-sets.ts";
export * from "./json.ts";
export * from "./merkle.ts";
export * from "./merkle-many.ts";
export * from "./envelope.ts";
export * from "./header.ts";
export * from "./qbft.ts";
export * from "./validators.ts";
export * from "./receipts.ts";
export * from "./rlp.ts";
export * from "./trie.ts";
export * from "./reading-leaf.ts";
export * from "./lines.ts";
export * from "./order-word.ts";
export * from "./passkeys.ts";
export * from "./payments.ts";
export * from "./quotes.ts";
export * from "./signatures.ts";
export * from "./state-slots.ts";
export * from "./transfers.ts";
export * from "./events.ts";
export * from "./payment-events.ts";
export * from "./refusals.ts";
export {
  BUNDLE_FORMAT,
  SEALED_FORMAT,
  MOST_CHANGE_HEADERS,
  BundleFormatError,
  openBundle,
  packBundle,
  readBundleText,
  MOST_MOVES,
  STATEMENT_ROW_BYTES,
  type BundleBlock,
  type BundleContent,
  type BundleLog,
  type BundlePayment,
  type BundleRecord,
  type BundleSale,
  type BundleSealedBlock,
  type SealedBlocks,
  type SignedBlocks,
  type BundleState,
  type BundleStatement,
  type ProofBundle,
} from "./bundle.ts";
export * from "./check-chain.ts";
export * from "./check-context.ts";
export * from "./check-quorum.ts";
export * from "./check-seals.ts";
export * from "./find-changes.ts";
export * from "./meter-signature.ts";
export * from "./proof.ts";
export * from "./prove-download.ts";
export * from "./verify.ts";
export * from "./verify-download.ts";
export * from "./download-proof.ts";
export * from "./download-table.ts";
export {
  compareFile,
  DOWNLOAD_FILE_FORMATS,
  fileFormatOf,
  prepareParquet,
  type DownloadFileFormat,
} from "./compare-file.ts";
export type { ProvenMove, ProvenPayment } from "./check-payment.ts";
export type { ProvenRecord } from "./check-record.ts";
export type { ProvenSale } from "./check-sale.ts";
