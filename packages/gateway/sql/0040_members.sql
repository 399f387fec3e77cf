-- The people of a merchant: accounts that its own account has added, each with a role. Read at every request.
CREATE TABLE payload.members (
  member     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merchant   integer NOT NULL,                 -- participant
  account    bytea NOT NULL CHECK (length(account) = 20),
  role       text NOT NULL CHECK (role IN ('owner', 'cashier', 'accountant', 'developer')),
  till       text,                             -- name of the only till; null: any
  label      text NOT NULL,
  valid_to   timestamptz,                      -- null: until removed
  added_by   text NOT NULL,
  added_at   timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE UNIQUE INDEX members_once ON payload.members (merchant, account) WHERE removed_at IS NULL;
CREATE INDEX members_by_account ON payload.members (account) WHERE removed_at IS NULL;

-- A machine's key has a role as a person has; keys of before have all rights, as they had.
ALTER TABLE work.api_keys
  ADD COLUMN role text NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'cashier', 'accountant', 'developer')),
  ADD COLUMN till text,
  ADD COLUMN valid_to timestamptz,
  ADD COLUMN made_by bigint REFERENCES payload.members;  -- null: the merchant's own account
