-- OrderPlaced tells an order as the word that the chain keeps: what was only ever 0 and what ends with the placing are not in it.
DROP VIEW ledger.current_orders;
ALTER TABLE ledger.orders DROP COLUMN min_wh_per_slot, DROP COLUMN valid_to;
COMMENT ON TABLE ledger.orders IS 'OrderPlaced: a standing order as the chain keeps it; order_hash is what its owner signed. Side: ask or bid; mode: metered; partner 0: anyone. It counts for slots after placed_in; see current_orders for its end.';

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

COMMENT ON TABLE ledger.lock_changes IS 'What OrderPlaced locked, OrderReleased unlocked and LockUsed spent of a participant''s money (change locked, unlocked or used).';

CREATE TABLE ledger.market_changes (
  account      bytea NOT NULL,
  added        boolean NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.market_changes IS 'MarketAdded and MarketRemoved of the vault: the contracts that may move participants'' money by settlements.';
