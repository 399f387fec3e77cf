-- Payments for goods and services. Amounts are in the token's smallest unit; for tenge that is tiyn.

CREATE TABLE ledger.payment_tokens (
  token           bytea NOT NULL,
  listed          boolean NOT NULL,
  max_per_payment numeric(78, 0) NOT NULL,
  attest_above    numeric(78, 0) NOT NULL,
  min_level       smallint NOT NULL,
  decimals        smallint NOT NULL,
  issuer          bytea,
  block_number    bigint NOT NULL,
  tx_hash         bytea NOT NULL,
  log_index       integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.payment_tokens IS 'TokenListed and TokenDelisted (limits 0): which tokens payments may be made in, the last row of a token counts.';

CREATE TABLE ledger.payments (
  payment      bytea PRIMARY KEY,
  invoice_id   bytea NOT NULL,
  kind         text NOT NULL,
  receiver     bytea NOT NULL,
  payer        bytea NOT NULL,
  token        bytea NOT NULL,
  amount       numeric(78, 0) NOT NULL,
  fee          numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.payments IS 'PaymentAuthorized (kind authorized, fee 0) and PaymentCharged (kind charged).';
CREATE INDEX payments_by_invoice ON ledger.payments (invoice_id);
CREATE INDEX payments_by_place ON ledger.payments (block_number, log_index);

CREATE TABLE ledger.payment_changes (
  payment       bytea NOT NULL,
  invoice_id    bytea NOT NULL,
  change        text NOT NULL,
  amount        numeric(78, 0) NOT NULL,
  fee           numeric(78, 0) NOT NULL,
  from_account  bytea,
  of_hold       boolean,
  to_payer      numeric(78, 0),
  to_receiver   numeric(78, 0),
  evidence_hash bytea,
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.payment_changes IS 'What happened to a payment later: captured (with fee), voided, reclaimed, refunded (from_account), dispute-opened, dispute-resolved, dispute-lapsed.';
CREATE INDEX payment_changes_by_invoice ON ledger.payment_changes (invoice_id);
CREATE INDEX payment_changes_by_payment ON ledger.payment_changes (payment);

CREATE TABLE ledger.box_sweeps (
  payment      bytea NOT NULL,
  invoice_id   bytea NOT NULL,
  receiver     bytea NOT NULL,
  token        bytea NOT NULL,
  credited     numeric(78, 0) NOT NULL,
  fee          numeric(78, 0) NOT NULL,
  returned     numeric(78, 0) NOT NULL,
  held         numeric(78, 0) NOT NULL,
  late         boolean NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.box_sweeps IS 'BoxSwept: what plain transfers counted for, what went back to the payer and what surplus was left in the box.';
CREATE INDEX box_sweeps_by_invoice ON ledger.box_sweeps (invoice_id);

CREATE TABLE ledger.surplus_releases (
  payment      bytea NOT NULL,
  invoice_id   bytea NOT NULL,
  to_account   bytea NOT NULL,
  amount       numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.surplus_releases IS 'SurplusReleased: what the arbiter paid out of a box whose payer nobody named.';
CREATE INDEX surplus_releases_by_invoice ON ledger.surplus_releases (invoice_id);

CREATE TABLE ledger.refund_reserve_changes (
  receiver     bytea NOT NULL,
  token        bytea NOT NULL,
  amount       numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.refund_reserve_changes IS 'ReserveFunded and ReserveWithdrawn (negative): a receiver''s money for refunds, as it was put in and taken out by hand; refunds and disputes stand in payment_changes.';
CREATE INDEX refund_reserve_changes_by_receiver ON ledger.refund_reserve_changes (receiver, token);

