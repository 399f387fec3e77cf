-- The issuer's own bank accounts: only their statements credit anybody, and payment orders are drawn on them.
CREATE TABLE payload.issuer_accounts (
  iban       text PRIMARY KEY,
  name       text NOT NULL,
  bic        text,
  added_by   text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE payload.issuer_statements ADD FOREIGN KEY (account) REFERENCES payload.issuer_accounts;
