-- The exchange between members, each with a gateway and a database of its own. What counts is on the chain or in schema payload.

-- What a checker's gateway handed in to the publisher's: the digest of the answer that arrived there.
ALTER TABLE work.approvals ADD COLUMN handed_digest bytea;

-- Records of accepted batches whose payload this member may read and has not got yet.
CREATE TABLE work.exchange_wanted (
  record_hash bytea PRIMARY KEY REFERENCES payload.records,
  dataset     text NOT NULL,
  publisher   integer NOT NULL,                  -- participant
  number      bigint NOT NULL,                   -- order of arrival, that of payload.records
  failed      integer[] NOT NULL DEFAULT '{}',   -- members whose copy was asked for in this round and did not do
  rounds      integer NOT NULL DEFAULT 0,        -- how often every member was asked
  next_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX exchange_wanted_in_order ON work.exchange_wanted (next_at, number);

-- Nonces of signed requests, until the request would have expired anyway: the same request counts once.
CREATE TABLE work.exchange_nonces (
  member     integer NOT NULL,
  nonce      text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (member, nonce)
);
CREATE INDEX exchange_nonces_by_end ON work.exchange_nonces (expires_at);

-- How other members' gateways were when they were last asked.
CREATE TABLE work.exchange_peers (
  member     integer PRIMARY KEY,                -- participant
  head       bigint,                             -- last block that its indexer had
  answered_at timestamptz,
  failed_at  timestamptz,
  failure    text                                -- null: the last question was answered
);

-- The last comparison of fingerprints with each member.
CREATE TABLE work.exchange_comparisons (
  member      integer NOT NULL,                  -- participant
  dataset     text NOT NULL,
  visibility  text NOT NULL,
  block       bigint NOT NULL,
  state       text NOT NULL CHECK (state IN ('equal', 'differs', 'incomplete')),
  compared_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (member, dataset, visibility)
);

-- What a member's fault rests on: the request and the signed answer, as they were sent. The chain keeps keccak256 of it.
CREATE TABLE payload.exchange_evidence (
  number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  member        integer NOT NULL,                -- participant that is named
  dataset       text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('payload-altered', 'payload-missing', 'forged-batch', 'fingerprint-differs')),
  record_hash   bytea NOT NULL,                  -- the record; of a forged batch its hash; of a fingerprint our own
  evidence_hash bytea NOT NULL,                  -- keccak256
  evidence      bytea NOT NULL,
  made_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (member, dataset, kind, record_hash)    -- a case is stated once
);
