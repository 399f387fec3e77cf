-- Charging sessions that cars pay by x402's channels. The money's moves are on the chain; here stands what was agreed and signed meanwhile.

CREATE TABLE payload.charger_prices (
  number               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device               bigint NOT NULL,
  price_tiyn_per_mwh   numeric(78, 0) NOT NULL CHECK (price_tiyn_per_mwh > 0),
  set_by               bigint NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE payload.charger_prices IS 'What a charger asks for its energy; the last row of a device counts, for sessions that begin after it.';
CREATE INDEX charger_prices_by_device ON payload.charger_prices (device, number);

CREATE TABLE payload.charging_sessions (
  session            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device             bigint NOT NULL,
  participant        bigint NOT NULL,                     -- whose charger it was when the car was plugged in
  state              text NOT NULL CHECK (state IN ('plugged', 'charging', 'finishing', 'ending', 'unpaid')),
  price_tiyn_per_mwh numeric(78, 0) NOT NULL,
  plugged_at         bigint NOT NULL,                     -- the chain's time, Unix seconds
  energy_wh          numeric(78, 0) NOT NULL DEFAULT 0,   -- since then, as the charger says; at the end as the meter signed
  channel            bytea CHECK (length(channel) = 32),
  config             jsonb,                               -- the channel's terms
  base_tiyn          numeric(78, 0),                      -- claimed from the channel before this session
  balance_tiyn       numeric(78, 0),                      -- of the channel, with every deposit that is in a block
  charged_tiyn       numeric(78, 0),                      -- what payer and charger agree on so far, in all
  signed_tiyn        numeric(78, 0),                      -- the highest voucher
  signature          bytea,                               -- of that voucher
  last_charge_tiyn   numeric(78, 0) NOT NULL DEFAULT 0,   -- what the last voucher added
  record_hash        bytea UNIQUE,                        -- the meter's signed record
  finish_by          timestamptz,                         -- how long the last voucher is waited for
  dedupe             text,                                -- the claim's intent in the outbox
  created_at         timestamptz NOT NULL DEFAULT now(),
  CHECK (charged_tiyn <= signed_tiyn),
  CHECK (signed_tiyn <= balance_tiyn),
  CHECK (state IN ('plugged', 'unpaid') OR channel IS NOT NULL)
);
COMMENT ON TABLE payload.charging_sessions IS 'plugged: nobody has paid; charging; finishing: unplugged, the last voucher is waited for; ending: the claim is queued, ledger.charging_claims says when it is in a block; unpaid: unplugged before anybody paid.';
CREATE UNIQUE INDEX charging_sessions_one_at_a_charger ON payload.charging_sessions (device) WHERE state IN ('plugged', 'charging', 'finishing');
CREATE UNIQUE INDEX charging_sessions_one_in_a_channel ON payload.charging_sessions (channel) WHERE state IN ('charging', 'finishing');
CREATE INDEX charging_sessions_by_device ON payload.charging_sessions (device, session);
CREATE INDEX charging_sessions_by_participant ON payload.charging_sessions (participant, session);

CREATE TABLE payload.channel_deposits (
  dedupe      text PRIMARY KEY,                           -- its intent in the outbox
  session     bigint NOT NULL REFERENCES payload.charging_sessions,
  channel     bytea NOT NULL CHECK (length(channel) = 32),
  amount_tiyn numeric(78, 0) NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE payload.channel_deposits IS 'Deposits that this gateway has sent for cars.';
CREATE INDEX channel_deposits_by_channel ON payload.channel_deposits (channel);
