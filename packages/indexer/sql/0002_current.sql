-- Views on what is now, at the last block. «Now» is that block's timestamp, never the clock.

CREATE VIEW ledger.current_participants AS
SELECT p.participant, k.account, p.owner, p.kind, coalesce(s.suspended, false) AS suspended, coalesce(s.reason, 0) AS reason,
       p.profile_hash, p.block_number, p.tx_hash, p.log_index
FROM ledger.participants p
CROSS JOIN LATERAL (
  SELECT k.account FROM ledger.participant_keys k
  WHERE k.participant = p.participant AND NOT k.withdrawn
    AND k.valid_from <= (SELECT b.timestamp FROM ledger.blocks b ORDER BY b.number DESC LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM ledger.participant_keys w WHERE w.account = k.account AND w.withdrawn)
  ORDER BY k.block_number DESC, k.log_index DESC LIMIT 1
) k
LEFT JOIN LATERAL (
  SELECT s.suspended, s.reason FROM ledger.participant_suspensions s
  WHERE s.participant = p.participant ORDER BY s.block_number DESC, s.log_index DESC LIMIT 1
) s ON true;
COMMENT ON VIEW ledger.current_participants IS 'Participants with the account in force and whether they are suspended.';

CREATE VIEW ledger.current_roles AS
SELECT role, account, since, delay, block_number, tx_hash, log_index FROM (
  SELECT DISTINCT ON (role, account) * FROM ledger.role_changes ORDER BY role, account, block_number DESC, log_index DESC
) latest WHERE granted;
COMMENT ON VIEW ledger.current_roles IS 'Roles that accounts hold; since may lie ahead where a grant is delayed.';

CREATE VIEW ledger.current_devices AS
SELECT d.*, coalesce(a.supplier, 0) AS supplier, r.device IS NOT NULL AS retired
FROM ledger.devices d
LEFT JOIN ledger.device_retirements r USING (device)
LEFT JOIN LATERAL (
  SELECT a.supplier FROM ledger.supply_agreements a
  WHERE a.device = d.device ORDER BY a.block_number DESC, a.log_index DESC LIMIT 1
) a ON true;
COMMENT ON VIEW ledger.current_devices IS 'Devices with the supplier that stands behind them (0: none yet) and whether they are retired.';

CREATE VIEW ledger.current_meter_keys AS
SELECT k.device, k.key_index, k.curve, k.valid_from, coalesce(e.valid_to, k.valid_to) AS valid_to, k.vouched_by, k.public_key,
       k.block_number, k.tx_hash, k.log_index
FROM ledger.meter_keys k
LEFT JOIN LATERAL (
  SELECT e.valid_to FROM ledger.meter_key_ends e
  WHERE e.device = k.device AND e.key_index = k.key_index ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1
) e ON true;
COMMENT ON VIEW ledger.current_meter_keys IS 'Meter keys with the end that holds now; valid_to 0: open.';

CREATE VIEW ledger.current_checkers AS
SELECT DISTINCT ON (dataset) * FROM ledger.checkers ORDER BY dataset, block_number DESC, log_index DESC;
COMMENT ON VIEW ledger.current_checkers IS 'Checkers and quorum of each data set.';

CREATE VIEW ledger.current_reading_sets AS
SELECT DISTINCT ON (zone, slot) * FROM ledger.reading_sets ORDER BY zone, slot, version DESC;
COMMENT ON VIEW ledger.current_reading_sets IS 'The latest version of each slot''s readings.';

CREATE VIEW ledger.current_orders AS
SELECT o.*, coalesce(c.last_slot, o.slot_to) AS last_slot, c.last_slot IS NOT NULL AS cancelled,
       r.released_tiyn IS NOT NULL AS released, coalesce(f.filled_wh, 0) AS filled_wh
FROM ledger.orders o
LEFT JOIN LATERAL (
  SELECT c.last_slot FROM ledger.order_changes c WHERE c.order_number = o.order_number AND c.change = 'cancelled'
  ORDER BY c.block_number DESC, c.log_index DESC LIMIT 1
) c ON true
LEFT JOIN LATERAL (
  SELECT r.released_tiyn FROM ledger.order_changes r WHERE r.order_number = o.order_number AND r.change = 'released' LIMIT 1
) r ON true
LEFT JOIN LATERAL (
  SELECT sum(s.wh)::numeric(78, 0) AS filled_wh FROM ledger.sales s
  WHERE s.order_number = o.order_number AND s.order_number <> 0
    AND NOT EXISTS (SELECT 1 FROM ledger.reversals v
                    WHERE (v.zone, v.slot, v.version, v.chunk) = (s.zone, s.slot, s.version, s.chunk))
) f ON true;
COMMENT ON VIEW ledger.current_orders IS 'Orders with their end. An order counts for slot s when placed_in < s and slot_from <= s and s <= last_slot. filled_wh: all fills that stand.';

CREATE VIEW ledger.current_sales AS
SELECT s.*,
       CASE WHEN v.zone IS NOT NULL THEN 'corrected'
            WHEN d.zone IS NOT NULL AND r.upheld IS DISTINCT FROM false THEN 'disputed'
            ELSE 'current' END AS status,
       CASE WHEN d.zone IS NULL THEN NULL WHEN r.upheld IS NULL THEN 'open' WHEN r.upheld THEN 'upheld' ELSE 'dismissed' END AS dispute
FROM ledger.sales s
LEFT JOIN ledger.reversals v USING (zone, slot, version, chunk)
LEFT JOIN ledger.disputes d ON (d.zone, d.slot, d.version, d.chunk, d.line) = (s.zone, s.slot, s.version, s.chunk, s.line)
LEFT JOIN ledger.dispute_resolutions r ON (r.zone, r.slot, r.version, r.chunk, r.line) = (s.zone, s.slot, s.version, s.chunk, s.line);
COMMENT ON VIEW ledger.current_sales IS 'Sales with their status: current, corrected (taken back, a newer version replaces it) or disputed; dispute: open, upheld, dismissed or null.';

CREATE VIEW ledger.statement_lines AS
SELECT s.participant, s.block_number, s.tx_hash, s.log_index, s.line, false AS reversed, s.zone, s.slot, s.version, s.chunk, s.id
FROM ledger.sales s
UNION ALL
SELECT s.participant, v.block_number, v.tx_hash, v.log_index, s.line, true, s.zone, s.slot, s.version, s.chunk, s.id
FROM ledger.reversals v JOIN ledger.sales s USING (zone, slot, version, chunk);
COMMENT ON VIEW ledger.statement_lines IS 'The lines of each participant''s statement; ordered by block_number, log_index, line they fold into statements.';

CREATE VIEW ledger.current_statements AS
SELECT DISTINCT ON (participant) * FROM ledger.statements ORDER BY participant, block_number DESC, log_index DESC;
COMMENT ON VIEW ledger.current_statements IS 'Count and hash of each participant''s statement; equals EnergyMarket.statementOf.';

CREATE VIEW ledger.receivables AS
SELECT participant, creditor, sum(CASE change WHEN 'owed' THEN amount_tiyn ELSE -amount_tiyn END)::numeric(78, 0) AS amount_tiyn
FROM ledger.receivable_changes GROUP BY participant, creditor
HAVING sum(CASE change WHEN 'owed' THEN amount_tiyn ELSE -amount_tiyn END) <> 0;
COMMENT ON VIEW ledger.receivables IS 'What participants owe each other, tiyn; equals Vault.owedTo.';

CREATE VIEW ledger.current_withdrawals AS
SELECT n.* FROM (
  SELECT DISTINCT ON (participant) * FROM ledger.withdrawal_notices ORDER BY participant, block_number DESC, log_index DESC
) n
WHERE NOT EXISTS (SELECT 1 FROM ledger.withdrawals w
                  WHERE w.participant = n.participant AND (w.block_number, w.log_index) > (n.block_number, n.log_index));
COMMENT ON VIEW ledger.current_withdrawals IS 'Announced withdrawals that wait; equals Vault.withdrawalOf.';

CREATE VIEW ledger.token_balances AS
SELECT account, sum(amount_tiyn)::numeric(78, 0) AS amount_tiyn FROM (
  SELECT to_account AS account, amount_tiyn FROM ledger.transfers
  UNION ALL
  SELECT from_account, -amount_tiyn FROM ledger.transfers
) moves
WHERE account <> '\x0000000000000000000000000000000000000000'
GROUP BY account;
COMMENT ON VIEW ledger.token_balances IS 'aKZT that accounts hold, tiyn.';

CREATE VIEW ledger.current_freezes AS
SELECT account, reason, court_order_hash, block_number, tx_hash, log_index FROM (
  SELECT DISTINCT ON (account) * FROM ledger.freezes ORDER BY account, block_number DESC, log_index DESC
) latest WHERE frozen;
COMMENT ON VIEW ledger.current_freezes IS 'Token accounts that are frozen.';

-- Auditors read with SQL: GRANT alatau_reader TO <login>. Where roles may not be made, the owner grants as it likes.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'alatau_reader') THEN
    BEGIN
      CREATE ROLE alatau_reader NOLOGIN;
    EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'alatau_reader') THEN
    GRANT USAGE ON SCHEMA ledger TO alatau_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO alatau_reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON TABLES TO alatau_reader;
  END IF;
END
$$;
