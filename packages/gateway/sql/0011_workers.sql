-- How far the workers are. What they decided is on the chain; this may be derived again.

-- A reading set is a function of the batches up to one: anybody who has the payloads derives the same leaves.
ALTER TABLE work.reading_sets ADD COLUMN as_of bigint NOT NULL DEFAULT 0;     -- last accepted batch that counts

-- An approval of a batch binds its checker until the chain's time has passed `expires_at`; one of a reading set for ever.
ALTER TABLE work.approvals ADD COLUMN expires_at bigint;                      -- Unix seconds

-- Slots whose readings changed with the batches up to `as_of`.
CREATE TABLE work.slots_due (
  zone   integer NOT NULL,
  slot   integer NOT NULL,
  as_of  bigint NOT NULL,
  forced boolean NOT NULL DEFAULT false,         -- a new version is needed although nothing changed
  PRIMARY KEY (zone, slot)
);

CREATE TABLE work.metering (
  publisher integer PRIMARY KEY,
  sequence  bigint NOT NULL                      -- batches up to this one have marked their slots
);

-- One settlement of one reading set, as it is sent chunk by chunk.
CREATE TABLE work.clearings (
  zone       integer NOT NULL,
  slot       integer NOT NULL,
  version    integer NOT NULL,
  attempt    integer NOT NULL,
  state      text NOT NULL CHECK (state IN ('reversing', 'settling', 'settled', 'abandoned', 'failed')),
  plan       jsonb NOT NULL,                     -- price, tariff version, chunks
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (zone, slot, version, attempt)
);
CREATE INDEX clearings_open ON work.clearings (zone) WHERE state IN ('reversing', 'settling');

-- What a person has to look at. A repeated finding is one row until it is resolved.
CREATE TABLE work.incidents (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text NOT NULL,                     -- kebab-case
  subject     text NOT NULL,
  detail      text NOT NULL,
  found       integer NOT NULL DEFAULT 1,        -- how often
  created_at  timestamptz NOT NULL DEFAULT now(),
  found_at    timestamptz NOT NULL DEFAULT now(), -- last time
  resolved_at timestamptz
);
CREATE UNIQUE INDEX incidents_open ON work.incidents (kind, subject) WHERE resolved_at IS NULL;
