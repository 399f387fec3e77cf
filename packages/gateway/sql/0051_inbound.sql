-- Tokens that were locked on another chain for an account here.
CREATE TABLE payload.inbound_locks (
  chain_id       bigint NOT NULL,
  tx_hash        bytea NOT NULL CHECK (length(tx_hash) = 32),
  log_index      integer NOT NULL,
  bank_reference bytea NOT NULL UNIQUE CHECK (length(bank_reference) = 32), -- as in Issued: keccak256 of chain, transaction, log
  block          bigint NOT NULL,
  from_account   bytea NOT NULL,
  to_account     bytea NOT NULL,
  amount         numeric(78, 0) NOT NULL,      -- in the token's smallest unit there
  amount_tiyn    numeric(78, 0) NOT NULL,      -- minted here; the fraction of a tiyn stays with the lock
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (chain_id, tx_hash, log_index)
);
CREATE INDEX inbound_locks_by_account ON payload.inbound_locks (to_account);

-- How far the other chain has been read, and which block that was.
CREATE TABLE work.inbound_cursors (
  chain_id   bigint PRIMARY KEY,
  block      bigint NOT NULL,
  block_hash bytea NOT NULL,
  locked     numeric(78, 0) NOT NULL DEFAULT 0, -- what the lock holds there, in whole tiyn
  halted     text                              -- why nothing is credited any more
);
