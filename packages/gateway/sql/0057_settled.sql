-- Invoices whose money the merchant's bank has credited: the report that collected the last of it was paid out to the tiyn.
CREATE TABLE payload.banked_invoices (
  invoice_id bytea PRIMARY KEY REFERENCES payload.invoices (invoice_id),
  report     bytea NOT NULL REFERENCES payload.reports (report_hash),
  statement  bigint NOT NULL REFERENCES payload.bank_statements,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER invoice_banked AFTER INSERT ON payload.banked_invoices
  FOR EACH ROW EXECUTE FUNCTION work.note_changed_invoice();
