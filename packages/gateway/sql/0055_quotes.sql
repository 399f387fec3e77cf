-- Quotes that exchanges have signed, and the payments that were made by them.
CREATE TABLE payload.quotes (
  quote        bytea PRIMARY KEY CHECK (length(quote) = 32),
  token        bytea NOT NULL,
  token_amount numeric(78, 0) NOT NULL CHECK (token_amount > 0),
  amount_tiyn  numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  valid_from   bigint NOT NULL,                 -- Unix seconds
  valid_to     bigint NOT NULL,
  signer       bytea NOT NULL,                  -- held the exchange role when it was taken
  signature    bytea NOT NULL,
  number       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quotes_by_token ON payload.quotes (token, valid_to);

-- A payment in another token, and what it is worth.
CREATE TABLE payload.quoted_payments (
  payment      bytea PRIMARY KEY REFERENCES payload.payment_terms (payment),
  quote        bytea NOT NULL REFERENCES payload.quotes (quote),
  token_amount numeric(78, 0) NOT NULL CHECK (token_amount > 0),
  amount_tiyn  numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0)
);

-- Tokens that a merchant takes beside tenge.
ALTER TABLE payload.invoices ADD COLUMN tokens bytea[] NOT NULL DEFAULT '{}';
