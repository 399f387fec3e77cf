// Names of data sets, and the words that the catalogue's codes stand for. Pure.
import { keccak256, toBytes32, utf8 } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import type { Bytes32 } from "./units.ts";

/** IJournal.Terms.visibility, by its number on chain: everybody, members, the owner and those it grants. */
export const VISIBILITIES = ["public", "members", "owner"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** ICatalogue's compatibility of a schema with the version before, by its number on chain. */
export const COMPATIBILITIES = ["first", "compatible", "breaking"] as const;
export type Compatibility = (typeof COMPATIBILITIES)[number];

/** ICatalogue's kinds of faults, by their number on chain; 0 is none. */
export const FAULT_KINDS = [
  "none",
  "payload-altered",
  "payload-missing",
  "forged-batch",
  "fingerprint-differs",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Words of lower-case letters, digits and hyphens, two or more with points between: `environment.air-quality`. */
export const DATA_SET_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
/** Characters of the longest name of a data set. */
export const DATA_SET_NAME_LENGTH = 100;

/** A text that cannot name a data set. */
export class DataSetNameError extends LedgerError {
  constructor(found: string) {
    const shown = found.slice(0, DATA_SET_NAME_LENGTH);
    super("data-set-name", `«${shown}» does not name a data set.`, { found: shown });
  }
}

/** Whether a text may name a data set. */
export const isDataSetName = (text: string): boolean =>
  text.length <= DATA_SET_NAME_LENGTH && DATA_SET_NAME.test(text);

/**
 * The identifier of a data set on chain, keccak256 of its name: `datasetId("energy.readings")`.
 *
 * @throws {DataSetNameError}
 */
export function datasetId(name: string): Bytes32 {
  if (!isDataSetName(name)) throw new DataSetNameError(name);
  return toBytes32(keccak256(utf8(name)));
}
