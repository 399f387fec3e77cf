-- What the ledger commits to: records with their salts, and what was refused. Custody lasts until retention ends.
CREATE SCHEMA IF NOT EXISTS payload;

CREATE TABLE payload.records (
  record_hash   bytea PRIMARY KEY,               -- sha256(JCS(envelope))
  dataset       text NOT NULL,                   -- name, as energy.readings
  publisher     integer NOT NULL,                -- participant
  identity      bytea NOT NULL UNIQUE,           -- sha256(signed payload bytes, key): one record however it was wrapped
  envelope      text NOT NULL,                   -- canonical JSON
  payload_hash  bytea NOT NULL,                  -- sha256(salt, payload)
  salt          bytea,                           -- null once erased
  payload       bytea,                           -- as the bytes came; null once erased
  public_key    bytea,                           -- SubjectPublicKeyInfo DER that verified the payload
  device        integer,
  evidence      smallint NOT NULL,               -- 3 meter-signed, 2 edge-signed, 1 utility-attested, 0 unsigned
  observed_from bigint NOT NULL,                 -- Unix seconds
  observed_to   bigint NOT NULL,
  source        text NOT NULL,                   -- ocmf, safe-xml, ocpp-1.6, ocpp-2.0.1, ocpp-2.1, ocpi-2.2.1, ocpi-2.3.0, jsonl
  uploaded_by   integer,                         -- participant
  received_at   timestamptz NOT NULL DEFAULT now(),
  erased_at     timestamptz,
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);
CREATE INDEX records_by_device ON payload.records (device, observed_to);

-- Cumulative registers as the records state them, one row a reading; the decimal string is kept in the payload.
CREATE TABLE payload.registers (
  device      integer NOT NULL,
  direction   text NOT NULL CHECK (direction IN ('import', 'export')),
  read_at     bigint NOT NULL,                   -- Unix seconds
  milli_wh    numeric(78, 0) NOT NULL,
  record_hash bytea NOT NULL REFERENCES payload.records,
  PRIMARY KEY (device, direction, read_at)       -- a register interval counts once, whatever record states it
);

CREATE TABLE payload.refusals (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at  timestamptz NOT NULL DEFAULT now(),
  uploaded_by  integer,
  source       text NOT NULL,
  position     text NOT NULL,                    -- where in the upload
  reason       text NOT NULL,                    -- code of the closed list
  detail       text NOT NULL,
  payload      bytea NOT NULL,
  payload_hash bytea NOT NULL,
  UNIQUE (payload_hash, reason)
);

-- Private homes behind a community's device: never on chain, only their salted leaves' root is (evidenceHash of the leaf).
CREATE TABLE payload.homes (
  home         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  community    integer NOT NULL,                 -- participant
  device       integer NOT NULL,                 -- the community's device
  serial       text NOT NULL UNIQUE,
  public_key   bytea NOT NULL,
  rated_w      integer NOT NULL,
  pseudonym    bytea NOT NULL                    -- rotates monthly
);
CREATE TABLE payload.home_leaves (
  device     integer NOT NULL,
  slot       integer NOT NULL,
  version    integer NOT NULL,
  position   integer NOT NULL,
  home       integer NOT NULL REFERENCES payload.homes,
  salt       bytea,
  import_wh  numeric(78, 0),
  export_wh  numeric(78, 0),
  leaf_hash  bytea NOT NULL,
  PRIMARY KEY (device, slot, version, position)
);
