// Refusals of data sets and observations.
import type { ErrorRow } from "./row.ts";

export const DATA_SET_ERRORS = {
  "dataset-not-open": [
    409,
    "Data set not open yet",
    "The data set has no schema, description or checkers yet.",
    "Its owner finishes the registration: the same POST /v1/data-sets again.",
  ],
  "dataset-document-missing": [
    503,
    "Document not here yet",
    "The chain names a schema or description that this gateway has not got yet.",
    "Ask again: it is fetched from the other members.",
  ],
  "signer-missing": [
    409,
    "Key held elsewhere",
    "This gateway holds no key for whom the transaction must come from.",
    "Ask the gateway of that member.",
  ],
  "not-indexed-yet": [
    503,
    "Not in a block yet",
    "The transaction is durable and not yet in an indexed block.",
    "Send the same request again: it goes on where it was.",
  ],
  "schema-invalid": [
    422,
    "Schema invalid",
    "The document is no JSON Schema that can be used by itself; the detail names the place.",
    "Bring every schema that it refers to in `references`.",
  ],
  "schema-breaking": [
    409,
    "Old records would not be valid",
    "Under the new version records that were written before would not be valid; `errors` lists what breaks.",
    "Change it so that old records stay valid, or say `breaking: true`.",
  ],
  "schema-violated": [
    422,
    "Not as the schema says",
    "The entity is not valid under the data set's schema.",
    "See the schema under /v1/data-sets/{name}/schema.",
  ],
  "issuer-not-entitled": [
    403,
    "May not publish here",
    "Only the owner of the data set, and whom it granted that, publishes in it.",
    "Ask the owner for a grant of group 255.",
  ],
  "mapping-unknown": [
    404,
    "Mapping unknown",
    "The data set has no saved CSV mapping of this name.",
    "Save one with POST /v1/data-sets/{name}/mappings.",
  ],
  "upload-empty": [422, "Nothing in it", "The upload has no row.", "Send at least one entity."],
  "upload-not-whole": [
    422,
    "Taken whole or not at all",
    "Another row of the upload was refused, and it was to be taken whole.",
    "Mend the refused rows, or send it without `whole`.",
  ],
  "observed-in-future": [
    422,
    "Observed in the future",
    "The moment lies after the ledger's time.",
    "Check the clock and the time zone.",
  ],
  "observation-contradicts": [
    409,
    "Says something else than what stands",
    "The same issuer has said something else for this subject and moment.",
    "Send it as a correction with a reason, or leave it out.",
  ],
  "nothing-to-correct": [
    409,
    "Nothing to correct",
    "Nothing stands for this subject and moment.",
    "Publish it without `correction`.",
  ],
  "record-not-anchored": [
    409,
    "Not yet on the chain",
    "A record can be corrected once it is in a batch that the chain accepted.",
    "Wait some seconds.",
  ],
  "record-not-erasable": [
    409,
    "Kept until its retention ends",
    "Money rests on the record: meters' readings and tills' reports are not erased on request.",
    "Nothing; salt and payload go when the retention ends.",
  ],
  "personal-data": [
    422,
    "Personal data in a public set",
    "The entity has what looks like personal data; public sets hold none.",
    "Leave it out, or use a pseudonym in a set that is not public.",
  ],
  "tenant-needed": [
    400,
    "Data set not said",
    "No data set, or more than one, takes entities of this type.",
    "Name the data set in the header `NGSILD-Tenant`, or give a type.",
  ],
  "entity-unknown": [
    404,
    "Entity unknown",
    "Nothing stands under this id that the caller may read.",
    "Check the id, and the data set in `NGSILD-Tenant`.",
  ],
  "download-too-large": [
    422,
    "Too many rows for one file",
    "The period has more than 100,000 rows.",
    "Ask for a shorter period with `from` and `to`, one file after the other.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
