-- The request that made an invoice: the same one again, after a crash between the row and its answer, finds the first invoice.
ALTER TABLE payload.invoices ADD COLUMN request text UNIQUE; -- caller and Idempotency-Key; null without a key
