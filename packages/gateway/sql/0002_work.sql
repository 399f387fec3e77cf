-- Work in progress. Nothing here is the record: what counts is on the chain or in schema payload.
CREATE SCHEMA IF NOT EXISTS work;

-- Records that wait for a batch, in the order they came.
CREATE TABLE work.pending (
  record_hash bytea PRIMARY KEY REFERENCES payload.records,
  number      bigint NOT NULL
);

CREATE TABLE work.batches (
  dataset       text NOT NULL,
  publisher     integer NOT NULL,
  sequence      bigint NOT NULL,
  state         text NOT NULL CHECK (state IN ('candidate', 'sent', 'accepted', 'refused')),
  approval      jsonb NOT NULL,                  -- BatchApproval, amounts as decimal strings
  approval_hash bytea NOT NULL,                  -- EIP-712 digest that checkers sign
  corrected     jsonb NOT NULL DEFAULT '[]',
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (dataset, publisher, sequence)
);
CREATE TABLE work.batch_records (
  dataset     text NOT NULL,
  publisher   integer NOT NULL,
  sequence    bigint NOT NULL,
  position    integer NOT NULL,
  record_hash bytea NOT NULL UNIQUE REFERENCES payload.records,
  PRIMARY KEY (dataset, publisher, sequence, position),
  FOREIGN KEY (dataset, publisher, sequence) REFERENCES work.batches
);

CREATE TABLE work.reading_sets (
  zone        integer NOT NULL,
  slot        integer NOT NULL,
  version     integer NOT NULL,
  state       text NOT NULL CHECK (state IN ('candidate', 'sent', 'accepted', 'refused')),
  readings    jsonb NOT NULL,                    -- SlotReadings
  digest      bytea NOT NULL,
  leaves      jsonb NOT NULL,                    -- ascending by device
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (zone, slot, version)
);

-- One answer of one checker to one subject; written before the signature exists, so that nobody signs two things.
CREATE TABLE work.approvals (
  checker    integer NOT NULL,                   -- participant
  kind       text NOT NULL CHECK (kind IN ('batch', 'reading-set')),
  subject    text NOT NULL,                      -- dataset/publisher/sequence or zone/slot/version
  digest     bytea NOT NULL,
  verdict    text NOT NULL CHECK (verdict IN ('approved', 'refused')),
  reason     text,
  signature  bytea,
  decided_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (checker, kind, subject)
);

-- Transactions to the chain: row before send, signed bytes kept, re-sent in order when the node forgot them.
CREATE TABLE work.outbox (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dedupe     text NOT NULL UNIQUE,               -- the same intent is queued once
  signer     text NOT NULL,                      -- name of the key
  contract   text NOT NULL,
  function   text NOT NULL,
  calldata   bytea NOT NULL,
  state      text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'mined', 'final', 'refused')),
  nonce      bigint,
  raw        bytea,
  tx_hash    bytea UNIQUE,
  block      bigint,
  error      jsonb,                              -- {code, detail}
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (signer, nonce)
);
CREATE INDEX outbox_open ON work.outbox (signer, number) WHERE state IN ('queued', 'sent', 'mined');

-- Heads signed by the embedded node's operator after the block was durable.
CREATE TABLE work.heads (
  number     bigint PRIMARY KEY,
  block_hash bytea NOT NULL,
  signature  bytea NOT NULL,
  signed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE work.idempotency (
  key          text NOT NULL,
  caller       text NOT NULL,
  request_hash bytea NOT NULL,
  status       integer,                          -- null while the first request runs
  body         jsonb,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE TABLE work.api_keys (
  key_hash    bytea PRIMARY KEY,                 -- sha256 of the key
  participant integer NOT NULL,
  label       text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz
);
CREATE TABLE work.siwe_nonces (
  nonce      text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
