-- What tills close their days with. A report is never changed: a correction is another report that names it.
CREATE TABLE payload.reports (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  report_hash bytea NOT NULL UNIQUE CHECK (length(report_hash) = 32), -- sha256 of the document
  record_hash bytea NOT NULL UNIQUE REFERENCES payload.records,       -- what the journal anchors
  merchant    integer NOT NULL,                -- participant
  till        text NOT NULL,                   -- '': invoices that name no till
  sequence    integer NOT NULL CHECK (sequence > 0), -- counts from 1 in each till without a gap
  kind        text NOT NULL CHECK (kind IN ('z', 'correction')),
  corrects    bytea UNIQUE REFERENCES payload.reports (report_hash),
  to_block    bigint NOT NULL,
  reference   text NOT NULL,                   -- what the bank's credit of its payout says
  document    text NOT NULL,                   -- canonical JSON (RFC 8785)
  made_by     text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (merchant, till, sequence),
  CHECK ((kind = 'correction') = (corrects IS NOT NULL))
);
CREATE INDEX reports_by_merchant ON payload.reports (merchant, number);
CREATE FUNCTION payload.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER reports_never_change BEFORE UPDATE OR DELETE ON payload.reports
  FOR EACH ROW EXECUTE FUNCTION payload.refuse_change();

-- A till's invoices, without reading the merchant's others.
CREATE INDEX invoices_by_till_or_none ON payload.invoices (merchant, (coalesce(till, '')), number);
