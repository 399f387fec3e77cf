-- What the node said of a transaction holds only once a signed head covers its block, and the block still has it: until then a node
-- that was killed may have forgotten the block and made another one with the same number.
ALTER TABLE work.outbox ADD COLUMN sealed boolean NOT NULL DEFAULT false;
UPDATE work.outbox SET sealed = true
 WHERE state = 'final' OR (state = 'refused' AND block <= (SELECT max(number) FROM work.heads));
CREATE INDEX outbox_unsealed ON work.outbox (block) WHERE block IS NOT NULL AND NOT sealed;
