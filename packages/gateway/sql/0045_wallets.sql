-- Which passkey (WebAuthn credential) has which public key, so that a browser to which a passkey was synchronised finds its account.
-- Public and of no authority: a page checks an assertion against the key before it believes the row.
CREATE TABLE payload.passkeys (
  credential bytea PRIMARY KEY CHECK (length(credential) BETWEEN 1 AND 1023),
  x          bytea NOT NULL CHECK (length(x) = 32),
  y          bytea NOT NULL CHECK (length(y) = 32),
  account    bytea NOT NULL CHECK (length(account) = 20),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX passkeys_by_account ON payload.passkeys (account);

-- Transfers that were handed in signed: the row is written with its intent.
CREATE TABLE payload.transfers (
  sender       bytea NOT NULL,
  nonce        bytea NOT NULL,
  receiver     bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  dedupe       text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sender, nonce)
);
