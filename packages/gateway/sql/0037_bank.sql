-- What merchants' banks say: statements as they came, and their entries, each once.
CREATE TABLE payload.bank_statements (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant     integer NOT NULL,               -- participant
  content_hash bytea NOT NULL,                 -- sha256 of the file
  format       text NOT NULL CHECK (format IN ('camt.053', 'csv')),
  account      text NOT NULL,
  first_day    date NOT NULL,
  last_day     date NOT NULL,
  entries      integer NOT NULL,
  added        integer NOT NULL,               -- entries that no earlier statement had
  uploaded_by  text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (merchant, content_hash)
);
CREATE TABLE payload.bank_entries (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant    integer NOT NULL,
  account     text NOT NULL,
  reference   text NOT NULL,                   -- the bank's own
  booked_on   date NOT NULL,
  amount_tiyn numeric(78, 0) NOT NULL CHECK (amount_tiyn <> 0), -- above zero: credited
  remittance  text NOT NULL,
  payout      text,                            -- the report's reference that the remittance names
  statement   bigint NOT NULL REFERENCES payload.bank_statements,
  UNIQUE (merchant, account, reference)
);
CREATE INDEX bank_entries_by_payout ON payload.bank_entries (merchant, payout);
CREATE INDEX bank_entries_by_day ON payload.bank_entries (merchant, booked_on);
