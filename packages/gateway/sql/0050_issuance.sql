-- Money in and out of the ledger. What was minted and burned is on the chain; here is what the bank says and what people decided.

-- Who works for the issuer: named by the account that holds the issuer's role on chain, which decides nothing itself.
CREATE TABLE payload.issuer_members (
  member     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account    bytea NOT NULL CHECK (length(account) = 20),
  name       text NOT NULL,
  role       text NOT NULL CHECK (role IN ('officer', 'viewer')),
  added_by   text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE UNIQUE INDEX issuer_members_by_account ON payload.issuer_members (account) WHERE removed_at IS NULL;

-- Under these references money comes in. One may be used for several transfers.
CREATE TABLE payload.cash_ins (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reference   text NOT NULL UNIQUE,            -- AL-XXXX-XXXX
  account     bytea NOT NULL CHECK (length(account) = 20), -- is credited
  participant integer,
  amount_tiyn numeric(78, 0) CHECK (amount_tiyn > 0),      -- expected; what comes counts
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cash_ins_by_account ON payload.cash_ins (account, number);

-- Statements of the issuer's own bank accounts, as they came.
CREATE TABLE payload.issuer_statements (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  content_hash bytea NOT NULL UNIQUE,          -- sha256 of the file and the statement's place in it
  format       text NOT NULL CHECK (format IN ('camt.053', 'csv')),
  account      text NOT NULL,
  statement_id text NOT NULL,
  first_day    date NOT NULL,
  last_day     date NOT NULL,
  opening_tiyn numeric(78, 0) NOT NULL,
  closing_tiyn numeric(78, 0) NOT NULL,
  entries      integer NOT NULL,
  added        integer NOT NULL,               -- entries that no earlier statement had
  block        bigint NOT NULL,                -- the last block when it came
  document     bytea NOT NULL,
  uploaded_by  text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX issuer_statements_by_day ON payload.issuer_statements (account, last_day, number);

-- One signature of the holder gives tokens back for money at a bank, or for tokens on another chain.
CREATE TABLE payload.cash_outs (
  number         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cash_out       bytea NOT NULL UNIQUE CHECK (length(cash_out) = 32), -- the signed nonce
  reference      text NOT NULL UNIQUE,         -- AL-XXXX-XXXX, the bank's end-to-end reference
  kind           text NOT NULL CHECK (kind IN ('bank', 'chain')),
  account        bytea NOT NULL CHECK (length(account) = 20), -- holder
  participant    integer,
  amount_tiyn    numeric(78, 0) NOT NULL CHECK (amount_tiyn > 0),
  creditor_name  text,                         -- these three only for a bank
  creditor_iban  text,
  creditor_bic   text,
  chain_id       bigint,                       -- these two only for a chain
  chain_account  bytea,
  valid_before   bigint NOT NULL,              -- Unix seconds, of the signature
  asked_block    bigint NOT NULL,
  signature      bytea,
  received_block bigint,                       -- final: its transfer to the issuer
  received_tx    bytea,
  exported       bigint,                       -- payment order
  released_tx    bytea,                        -- on the other chain
  created_by     text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'bank') = (creditor_iban IS NOT NULL AND creditor_name IS NOT NULL)),
  CHECK ((kind = 'chain') = (chain_id IS NOT NULL AND chain_account IS NOT NULL))
);
CREATE INDEX cash_outs_by_account ON payload.cash_outs (account, number);
CREATE INDEX cash_outs_by_participant ON payload.cash_outs (participant, number);
CREATE INDEX cash_outs_open ON payload.cash_outs (number) WHERE signature IS NOT NULL AND received_block IS NULL;

-- Movements of the issuer's bank accounts, each once.
CREATE TABLE payload.issuer_entries (
  number         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  bank_reference bytea NOT NULL UNIQUE CHECK (length(bank_reference) = 32), -- as in Issued: keccak256 of account and reference
  account        text NOT NULL,
  reference      text NOT NULL,                -- the bank's own
  booked_on      date NOT NULL,
  amount_tiyn    numeric(78, 0) NOT NULL CHECK (amount_tiyn <> 0), -- above zero: credited
  remittance     text NOT NULL,
  end_to_end     text,
  counterparty   text,
  counter_iban   text,
  returned       boolean NOT NULL,             -- the bank calls it a return
  purpose        text NOT NULL CHECK (purpose IN ('cash-in', 'cash-out', 'sent-back', 'returned', 'suspense')),
  cash_in        bigint REFERENCES payload.cash_ins,
  cash_out       bigint REFERENCES payload.cash_outs,
  credited       bytea,                        -- account that is minted to
  why            text,                         -- it is in suspense
  statement      bigint NOT NULL REFERENCES payload.issuer_statements,
  UNIQUE (account, reference)
);
CREATE INDEX issuer_entries_suspended ON payload.issuer_entries (number) WHERE purpose = 'suspense';
CREATE INDEX issuer_entries_by_cash_out ON payload.issuer_entries (cash_out);
CREATE INDEX issuer_entries_by_cash_in ON payload.issuer_entries (cash_in);

-- What takes two pairs of eyes. A proposal that somebody else has confirmed is done; one that anybody has rejected is over.
CREATE TABLE payload.issuer_decisions (
  number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('pay', 'refuse', 'assign', 'send-back', 'accept')),
  cash_out     bigint REFERENCES payload.cash_outs,
  entry        bigint REFERENCES payload.issuer_entries,
  credited     bytea,                          -- of an assignment
  note         text NOT NULL,
  proposed_by  bigint NOT NULL REFERENCES payload.issuer_members,
  proposed_at  timestamptz NOT NULL DEFAULT now(),
  decided_by   bigint REFERENCES payload.issuer_members,
  decided_at   timestamptz,
  confirmed    boolean,
  CHECK ((cash_out IS NULL) <> (entry IS NULL)),
  CHECK ((decided_by IS NULL) = (confirmed IS NULL)),
  CHECK (confirmed IS NOT TRUE OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX issuer_decisions_of_cash_out ON payload.issuer_decisions (cash_out) WHERE confirmed IS NOT FALSE;
CREATE UNIQUE INDEX issuer_decisions_of_entry ON payload.issuer_decisions (entry) WHERE confirmed IS NULL;

-- Payment orders for the bank: what was approved, written once, downloaded as often as one likes.
CREATE TABLE payload.payment_orders (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id text NOT NULL UNIQUE,
  payments   jsonb NOT NULL,                   -- [{reference, amountTiyn, name, iban, bic, text}]
  made_by    text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE payload.cash_outs ADD FOREIGN KEY (exported) REFERENCES payload.payment_orders;

-- Money that is sent back to where it came from, in suspense until then.
CREATE TABLE payload.sent_back (
  entry     bigint PRIMARY KEY REFERENCES payload.issuer_entries,
  reference text NOT NULL UNIQUE,              -- AL-XXXX-XXXX
  exported  bigint REFERENCES payload.payment_orders,
  booked    bigint REFERENCES payload.issuer_entries
);

-- Daily: what is minted against what the bank holds. Never changed.
CREATE TABLE payload.reserve_reports (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  report_hash bytea NOT NULL UNIQUE CHECK (length(report_hash) = 32), -- sha256 of the document
  day         date NOT NULL,
  block       bigint NOT NULL,
  document    text NOT NULL,                   -- canonical JSON (RFC 8785)
  made_by     text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
