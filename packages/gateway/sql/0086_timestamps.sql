-- Tokens of an outside authority over batches' roots (RFC 3161), where one is configured.
CREATE TABLE payload.timestamps (
  dataset   bytea NOT NULL,
  publisher integer NOT NULL,
  sequence  bigint NOT NULL,
  token     bytea NOT NULL,                      -- TimeStampToken, DER
  authority text NOT NULL,                       -- address that was asked
  made_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (dataset, publisher, sequence)
);
