// Titles of problems of data sets and observations, by code, in English.

export const dataSetProblems: Readonly<Record<string, string>> = {
  "dataset-not-open": "Data set not open yet",
  "dataset-document-missing": "Document not here yet",
  "signer-missing": "Key held elsewhere",
  "not-indexed-yet": "Not in a block yet",
  "schema-invalid": "Schema invalid",
  "schema-breaking": "Old records would not be valid",
  "schema-violated": "Not as the schema says",
  "issuer-not-entitled": "May not publish here",
  "mapping-unknown": "Mapping unknown",
  "upload-empty": "Nothing in it",
  "upload-not-whole": "Taken whole or not at all",
  "observed-in-future": "Observed in the future",
  "observation-contradicts": "Says something else than what stands",
  "nothing-to-correct": "Nothing to correct",
  "record-not-anchored": "Not yet on the chain",
  "record-not-erasable": "Kept until its retention ends",
  "personal-data": "Personal data in a public set",
};
