-- What the intake of signed readings keeps beside the records themselves.

-- The closing record of a slot reading is found by the hash that its leaf commits to.
ALTER TABLE payload.records ADD COLUMN signed_hash bytea;                    -- sha256 of the signed bytes
ALTER TABLE payload.records ADD COLUMN home integer REFERENCES payload.homes; -- set for a private home's record
CREATE INDEX records_by_signed_hash ON payload.records (signed_hash);

-- Cumulative registers of private homes; the community's device has no register of its own.
CREATE TABLE payload.home_registers (
  home        integer NOT NULL REFERENCES payload.homes,
  direction   text NOT NULL CHECK (direction IN ('import', 'export')),
  read_at     bigint NOT NULL,                   -- Unix seconds
  milli_wh    numeric(78, 0) NOT NULL,
  record_hash bytea NOT NULL REFERENCES payload.records,
  PRIMARY KEY (home, direction, read_at)
);

-- Which numbers a meter has given to its records: each once, whatever order they arrive in.
CREATE TABLE payload.pages (
  device      integer NOT NULL,
  home        integer NOT NULL DEFAULT 0,        -- 0: the device's own meter
  context     text NOT NULL,                     -- T transaction, F fiscal
  number      numeric(78, 0) NOT NULL,
  record_hash bytea NOT NULL REFERENCES payload.records,
  PRIMARY KEY (device, home, context, number)
);

CREATE INDEX pending_in_order ON work.pending (number);
