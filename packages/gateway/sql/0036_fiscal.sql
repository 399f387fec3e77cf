-- Receipts of the tax body: which tills give them, through which operator, and what came of each.
CREATE TABLE payload.fiscal_tills (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant    integer NOT NULL,                -- participant
  till        text NOT NULL,                   -- '': invoices that name no till
  operator    text NOT NULL,                   -- its address
  token       text NOT NULL,                   -- what the operator knows the register by
  register    text NOT NULL,                   -- the register's number at the tax body
  since_block bigint NOT NULL,                 -- payments from this block on get receipts
  until_block bigint,                          -- payments from this block on get none
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX fiscal_tills_on ON payload.fiscal_tills (merchant, till) WHERE until_block IS NULL;

-- One row for each receipt that the operator gave; never changed.
CREATE TABLE payload.fiscal_receipts (
  number         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt        text NOT NULL UNIQUE,         -- <invoice>/sale or <invoice>/refund/<n>
  invoice_id     bytea NOT NULL REFERENCES payload.invoices (invoice_id),
  kind           text NOT NULL CHECK (kind IN ('sale', 'refund')),
  amount_tiyn    numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  fiscal_number  text NOT NULL,
  qr             text NOT NULL,
  offline        boolean NOT NULL,             -- made later than the operator demands
  simulated      boolean NOT NULL,             -- by a simulator, and worth nothing at the tax body
  issued_at      bigint NOT NULL,              -- the ledger's time, Unix seconds
  created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX fiscal_receipts_by_invoice ON payload.fiscal_receipts (invoice_id);
CREATE TRIGGER fiscal_receipts_never_change BEFORE UPDATE OR DELETE ON payload.fiscal_receipts
  FOR EACH ROW EXECUTE FUNCTION payload.refuse_change();

-- What is to be asked of an operator. The row comes first, the request after it, under the same key until it is answered.
CREATE TABLE work.fiscal_requests (
  receipt     text PRIMARY KEY,
  fiscal_till bigint NOT NULL REFERENCES payload.fiscal_tills,
  invoice_id  bytea NOT NULL REFERENCES payload.invoices (invoice_id),
  kind        text NOT NULL CHECK (kind IN ('sale', 'refund')),
  amount_tiyn numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  at          bigint NOT NULL,                 -- when the money moved, Unix seconds of the ledger
  block       bigint NOT NULL,
  state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'issued', 'refused')),
  tries       integer NOT NULL DEFAULT 0,
  next_at     timestamptz NOT NULL DEFAULT now(),
  last_error  text
);
CREATE INDEX fiscal_requests_waiting ON work.fiscal_requests (next_at) WHERE state = 'waiting';
CREATE INDEX fiscal_requests_by_invoice ON work.fiscal_requests (invoice_id);

-- Up to which block payments were looked at.
CREATE TABLE work.fiscal_progress (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  block bigint NOT NULL
);
INSERT INTO work.fiscal_progress (block) VALUES (-1);
