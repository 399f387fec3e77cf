-- Who looked at what is not public: one row a record, reader, way and day, kept as long as the record.
CREATE TABLE payload.accesses (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  record_hash bytea NOT NULL REFERENCES payload.records,
  reader      integer NOT NULL,                  -- participant
  way         text NOT NULL CHECK (way IN ('payload', 'proof', 'list')),
  on_day      date NOT NULL,
  times       integer NOT NULL DEFAULT 1,
  last_at     timestamptz NOT NULL DEFAULT now(),
  UNIQUE (record_hash, reader, way, on_day)
);
CREATE INDEX accesses_by_time ON payload.accesses (last_at DESC);
-- Records that somebody uploaded, or whose device somebody owns: whose accesses that one is told.
CREATE INDEX records_by_uploader ON payload.records (uploaded_by) WHERE uploaded_by IS NOT NULL;
