-- Payments by x402 that this gateway settles: what each one's authorisation unlocked. The money's move is on the chain.
CREATE TABLE payload.x402_payments (
  payer       bytea NOT NULL CHECK (length(payer) = 20),
  nonce       bytea NOT NULL CHECK (length(nonce) = 32),
  digest      bytea NOT NULL,                      -- of the authorisation and its signature: the same payload again is the same payment
  resource    text,                                -- path of the paid route; null: settled for another server
  receiver    bytea NOT NULL,
  amount_tiyn numeric(78, 0) NOT NULL,
  dedupe      text NOT NULL UNIQUE,                -- its intent in the outbox
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (payer, nonce)
);
