-- Tills by name; an invoice names its till. `token` is what the printed QR code opens.
CREATE TABLE payload.tills (
  till       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant   integer NOT NULL,
  name       text NOT NULL,
  token      text NOT NULL UNIQUE,
  items      jsonb NOT NULL DEFAULT '[]',      -- [{name, amountTiyn}]
  created_at timestamptz NOT NULL DEFAULT now(),
  closed_at  timestamptz,
  UNIQUE (merchant, name)
);
CREATE INDEX invoices_by_till ON payload.invoices (merchant, till, number) WHERE till IS NOT NULL;

-- Links that make an invoice when a customer chooses to pay.
CREATE TABLE payload.payment_links (
  link         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant     integer NOT NULL,
  token        text NOT NULL UNIQUE,
  amount_tiyn  numeric(78, 0) CHECK (amount_tiyn > 0),   -- null: the customer says how much
  description  text NOT NULL,
  till         text,
  max_uses     integer CHECK (max_uses > 0),             -- null: any number
  valid_to     timestamptz,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  revoked_at   timestamptz
);
CREATE INDEX payment_links_by_merchant ON payload.payment_links (merchant, link);
CREATE TABLE payload.payment_link_uses (
  invoice_id bytea PRIMARY KEY REFERENCES payload.invoices (invoice_id),
  link       bigint NOT NULL REFERENCES payload.payment_links
);
CREATE INDEX payment_link_uses_by_link ON payload.payment_link_uses (link);
