-- What members tell of themselves and keep off the chain.

-- Names of organisations. A natural person has none here. Deleting the row erases the name; what the chain committed to stays.
CREATE TABLE payload.profiles (
  participant integer PRIMARY KEY,
  name        text NOT NULL,
  salt        bytea NOT NULL,
  committed   boolean NOT NULL,                  -- the chain's profile hash commits to it
  set_by      text NOT NULL,                     -- account:0x… or participant:12
  set_at      timestamptz NOT NULL DEFAULT now()
);

-- Why a sale is disputed: the chain has sha256(salt, reason).
CREATE TABLE payload.dispute_reasons (
  reason_hash bytea PRIMARY KEY,
  participant integer NOT NULL,
  sale        text NOT NULL,
  reason      text NOT NULL,
  salt        bytea NOT NULL,
  given_at    timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE payload.homes ADD COLUMN registered_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX homes_by_community ON payload.homes (community, home);
