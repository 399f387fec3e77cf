// Titles of problems of downloads and of the check of one, by code, in English.

export const downloadProblems: Readonly<Record<string, string>> = {
  "rows-incomplete": "Rows are missing in the proof, or there twice",
  "row-foreign": "A row belongs elsewhere",
  "row-unreadable": "A record's payload is no entity",
  "row-superseded": "A row is replaced by another one",
  "file-unreadable": "The file cannot be read",
  "file-foreign": "The proof is of another file",
  "file-columns-changed": "The columns were changed",
  "file-row-changed": "A row was changed",
  "file-row-missing": "A row was left out",
  "file-row-added": "A row was added",
  "download-too-large": "Too many rows for one file",
  "tenant-needed": "Data set not said",
  "entity-unknown": "Entity unknown",
  "timestamp-missing": "No outside timestamp",
  "timestamp-foreign": "The timestamp is of something else",
  "timestamp-invalid": "The timestamp does not hold",
};
