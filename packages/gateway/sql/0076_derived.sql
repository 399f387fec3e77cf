-- Derived sets whose days this gateway has queued once; a new description is another derivation.
CREATE TABLE work.derived_sets (
  dataset       text PRIMARY KEY,
  document_hash bytea NOT NULL
);
