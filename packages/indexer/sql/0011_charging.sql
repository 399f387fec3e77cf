-- Payment channels and the charging sessions that were paid through them. Amounts are in the token's smallest unit; for tenge that is tiyn.

CREATE TABLE ledger.channel_changes (
  channel      bytea NOT NULL,
  change       text NOT NULL,
  account      bytea NOT NULL,
  amount       numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.channel_changes IS 'What happened to a channel: deposited, refunded, withdrawal-announced, withdrawn (account is the payer), claimed (the receiver). deposited - refunded - withdrawn = balance.';
CREATE INDEX channel_changes_by_channel ON ledger.channel_changes (channel);

CREATE TABLE ledger.channel_payouts (
  receiver     bytea NOT NULL,
  token        bytea NOT NULL,
  amount       numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.channel_payouts IS 'Settled: what of all claims was paid out to a receiver.';

CREATE TABLE ledger.charging_claims (
  channel       bytea NOT NULL,
  evidence_hash bytea NOT NULL,
  receiver      bytea NOT NULL,
  amount        numeric(78, 0) NOT NULL,
  refunded      numeric(78, 0) NOT NULL,
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.charging_claims IS 'ChargingClaimed: the one claim of a charging session, with the hash of the meter''s signed record.';
CREATE INDEX charging_claims_by_channel ON ledger.charging_claims (channel, evidence_hash);
