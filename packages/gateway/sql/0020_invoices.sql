-- Invoices of merchants. What was paid is on the chain; an invoice's state is a function of its row and the ledger's rows.
CREATE TABLE payload.invoices (
  number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id      bytea NOT NULL UNIQUE CHECK (length(invoice_id) = 32),
  merchant        integer NOT NULL,                -- participant
  state           text NOT NULL CHECK (state IN ('draft', 'open', 'void')),
  amount_tiyn     numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  tolerance_tiyn  numeric(78, 0) NOT NULL DEFAULT 0 CHECK (tolerance_tiyn >= 0 AND tolerance_tiyn < amount_tiyn),
  capture         text NOT NULL CHECK (capture IN ('automatic', 'manual')),
  late            text NOT NULL CHECK (late IN ('accept', 'return')),
  till            text,
  reference       text,                            -- the merchant's own number
  description     text,
  lines           jsonb NOT NULL DEFAULT '[]',     -- [{name, quantity, amountTiyn}]
  token           bytea NOT NULL,
  receiver        bytea NOT NULL,                  -- the merchant's account when the invoice was made
  operator        bytea NOT NULL,
  pay_by          bigint NOT NULL,                 -- Unix seconds
  capture_by      bigint NOT NULL,
  refund_by       bigint NOT NULL,
  fee_bps         integer NOT NULL,
  fee_receiver    bytea NOT NULL,
  terms_salt      bytea NOT NULL,
  terms_hash      bytea NOT NULL,                  -- sha256(terms_salt, JCS of what was agreed)
  salt            bytea NOT NULL,
  created_by      text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  voided_at       timestamptz,
  UNIQUE (merchant, reference)
);
CREATE INDEX invoices_by_merchant ON payload.invoices (merchant, number);

-- The payments that an invoice's terms allow, by their id on the chain: one of the box, one of each payer that asked.
CREATE TABLE payload.payment_terms (
  payment    bytea PRIMARY KEY CHECK (length(payment) = 32),
  invoice_id bytea NOT NULL REFERENCES payload.invoices (invoice_id),
  payer      bytea,                                -- null: of the box
  box        bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payment_terms_by_invoice ON payload.payment_terms (invoice_id);
CREATE UNIQUE INDEX payment_terms_by_box ON payload.payment_terms (box) WHERE box IS NOT NULL;

-- What a merchant said of a refund; the money's move is on the chain.
CREATE TABLE payload.refunds (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id   bytea NOT NULL REFERENCES payload.invoices (invoice_id),
  payment      bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  source       text NOT NULL CHECK (source IN ('reserve', 'signature')),
  reason       text NOT NULL,
  dedupe       text NOT NULL UNIQUE,               -- its intent in the outbox
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refunds_by_invoice ON payload.refunds (invoice_id);
