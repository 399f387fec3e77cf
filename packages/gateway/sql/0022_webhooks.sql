-- What merchants' systems are told: events of invoices, where they are sent, and how each sending went.
CREATE TABLE payload.webhook_endpoints (
  endpoint    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant    integer NOT NULL,                -- participant
  url         text NOT NULL,
  description text,
  secret      text NOT NULL,                   -- whsec_…; needed to sign, shown to the merchant once
  created_at  timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,                     -- the receiver answered 410
  deleted_at  timestamptz
);
CREATE INDEX webhook_endpoints_by_merchant ON payload.webhook_endpoints (merchant, endpoint);

-- One row for each change of an invoice's state; `sequence` counts from 1 in each invoice without a gap.
CREATE TABLE payload.merchant_events (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event        text NOT NULL UNIQUE,           -- a hash of invoice and sequence
  invoice_id   bytea NOT NULL REFERENCES payload.invoices (invoice_id),
  sequence     integer NOT NULL CHECK (sequence > 0),
  merchant     integer NOT NULL,
  type         text NOT NULL,
  state        jsonb NOT NULL,                 -- what the next change is measured against
  at           bigint NOT NULL,                -- the ledger's time, Unix seconds
  block_number bigint NOT NULL,                -- facts up to here are in it
  body         text NOT NULL,                  -- what is sent, byte for byte
  created_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (invoice_id, sequence)
);
CREATE INDEX merchant_events_by_merchant ON payload.merchant_events (merchant, number);

CREATE TABLE work.deliveries (
  delivery      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint      bigint NOT NULL REFERENCES payload.webhook_endpoints,
  event         text NOT NULL REFERENCES payload.merchant_events (event),
  state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
  tries         integer NOT NULL DEFAULT 0,
  next_at       timestamptz NOT NULL DEFAULT now(),
  claim         uuid,                          -- of the worker that is sending it
  claimed_until timestamptz,                   -- after this the worker is taken for dead
  last_status   integer,
  last_answer   text,
  last_error    text,
  last_at       timestamptz,
  UNIQUE (endpoint, event)
);
CREATE INDEX deliveries_due ON work.deliveries (endpoint, next_at) WHERE state = 'pending';
CREATE INDEX deliveries_by_event ON work.deliveries (event);

-- Up to which block invoices were looked at.
CREATE TABLE work.webhook_progress (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  block_number bigint NOT NULL,
  block_hash   bytea NOT NULL,
  block_time   bigint NOT NULL
);
INSERT INTO work.webhook_progress (block_number, block_hash, block_time) VALUES (-1, '', 0);

-- Invoices whose own row changed; written in the transaction that changes them.
CREATE TABLE work.changed_invoices (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id bytea NOT NULL
);
INSERT INTO work.changed_invoices (invoice_id) SELECT invoice_id FROM payload.invoices ORDER BY number;
CREATE FUNCTION work.note_changed_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO work.changed_invoices (invoice_id) VALUES (NEW.invoice_id);
  PERFORM pg_notify('work_queue', 'webhooks');
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_changed AFTER INSERT OR UPDATE OF state ON payload.invoices
  FOR EACH ROW EXECUTE FUNCTION work.note_changed_invoice();
CREATE INDEX invoices_by_pay_by ON payload.invoices (pay_by);
