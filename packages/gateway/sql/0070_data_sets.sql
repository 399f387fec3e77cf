-- Data sets of agencies: what they publish, beside the meters' records. Every observation is a record of the journal.

ALTER TABLE payload.records ADD COLUMN corrects bytea REFERENCES payload.records; -- the record that this one replaces

-- Records that wait for a batch of their data set and publisher, in the order they came; meters' readings wait in work.pending.
CREATE TABLE work.waiting (
  record_hash bytea PRIMARY KEY REFERENCES payload.records,
  dataset     text NOT NULL,
  publisher   integer NOT NULL,
  number      bigint NOT NULL,
  since       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX waiting_in_order ON work.waiting (dataset, publisher, number);
INSERT INTO work.waiting (record_hash, dataset, publisher, number)
  SELECT r.record_hash, r.dataset, r.publisher, r.number FROM payload.reports p JOIN payload.records r USING (record_hash)
   WHERE r.refused IS NULL AND NOT EXISTS (SELECT 1 FROM work.batch_records b WHERE b.record_hash = r.record_hash);
UPDATE payload.records r SET corrects = o.record_hash
  FROM payload.reports p JOIN payload.reports o ON o.report_hash = p.corrects WHERE p.record_hash = r.record_hash;

-- JSON Schemas by their hash, sha256 of the canonical JSON: which of them a data set uses is said on the chain.
CREATE TABLE payload.schemas (
  schema_hash bytea PRIMARY KEY,
  id          text NOT NULL,
  document    text NOT NULL                      -- canonical JSON (RFC 8785)
);
-- Descriptions of data sets by their hash, which the chain keeps: titles, field groups, quality rules.
CREATE TABLE payload.descriptions (
  document_hash bytea PRIMARY KEY,
  document      text NOT NULL                    -- canonical JSON (RFC 8785)
);
-- How columns of somebody's CSV become properties; kept so that the next upload needs no more than its name.
CREATE TABLE payload.mappings (
  dataset    text NOT NULL,
  name       text NOT NULL,
  mapping    jsonb NOT NULL,
  made_by    integer NOT NULL,                   -- participant
  made_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (dataset, name)
);

-- What observations say: one row a record, so that values can be asked for without opening every payload.
CREATE TABLE payload.observations (
  record_hash bytea PRIMARY KEY REFERENCES payload.records,
  dataset     text NOT NULL,
  publisher   integer NOT NULL,
  issuer      integer NOT NULL,                  -- participant that says it
  subject     text NOT NULL,                     -- the entity's id
  field_group smallint NOT NULL DEFAULT 0,       -- 0: the fields that no group of the data set's description names
  observed_at bigint NOT NULL,                   -- Unix seconds; the end of a period
  "values"    jsonb,                             -- numbers by property, decimal text with unit; null once erased
  flags       text[] NOT NULL DEFAULT '{}',      -- quality, by code
  replaced_by bytea REFERENCES payload.records,  -- null: the version that stands
  number      bigint NOT NULL                    -- order of arrival, that of payload.records
);
-- A subject has one standing statement a moment: another one must name the one that it corrects.
CREATE UNIQUE INDEX observations_standing ON payload.observations (dataset, issuer, subject, field_group, observed_at)
  WHERE replaced_by IS NULL;
CREATE INDEX observations_by_time ON payload.observations (dataset, observed_at DESC, number DESC);
CREATE INDEX observations_in_order ON payload.observations (dataset, number);

-- The last standing observation of each subject: what tiles show and what quality rules look back at.
CREATE TABLE work.latest_observations (
  dataset     text NOT NULL,
  issuer      integer NOT NULL,
  subject     text NOT NULL,
  field_group smallint NOT NULL,
  observed_at bigint NOT NULL,
  record_hash bytea NOT NULL,
  received_at timestamptz NOT NULL,
  longitude   double precision,                  -- WGS 84; null where the entity is nowhere
  latitude    double precision,
  PRIMARY KEY (dataset, issuer, subject, field_group)
);

-- Keys that the outbox of this gateway signs with: for whom it can publish.
CREATE TABLE work.signers (
  signer  text PRIMARY KEY,
  account bytea NOT NULL
);

ALTER TABLE payload.refusals ADD COLUMN dataset text;

-- Records that say that another one's payload was deleted everywhere: envelope, leaf and proofs of that one stay.
CREATE TABLE payload.tombstones (
  record_hash bytea PRIMARY KEY REFERENCES payload.records, -- the tombstone
  erased      bytea NOT NULL REFERENCES payload.records     -- the record without its payload
);
CREATE INDEX tombstones_by_erased ON payload.tombstones (erased);
