-- Searches that somebody looks at again; `caller` as rights name them: participant:12, account:0x….
CREATE TABLE work.saved_searches (
  number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  caller  text NOT NULL,
  name    text NOT NULL,
  query   jsonb NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (caller, name)
);
