-- Organisations that ask for access. What they write is theirs: it can be erased, and nothing of it goes to the chain but their account.
CREATE TABLE payload.access_requests (
  request      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('university', 'incubator', 'company', 'agency', 'other')),
  account      bytea NOT NULL,
  purpose      text NOT NULL,
  made_at      timestamptz NOT NULL DEFAULT now(),
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'refused')),
  decided_at   timestamptz,
  decided_by   text,
  participant  integer,                          -- once granted
  sandbox      text,                             -- data set of its own to try things in
  salt         bytea                             -- of the commitment to its name
);
-- An account asks once at a time.
CREATE UNIQUE INDEX access_requests_open ON payload.access_requests (account) WHERE state = 'open';

-- Data sets that were asked for: those that not everybody sees are their owners' to give.
CREATE TABLE payload.access_request_sets (
  request    bigint NOT NULL REFERENCES payload.access_requests,
  dataset    text NOT NULL,
  state      text NOT NULL CHECK (state IN ('open', 'waiting', 'granted', 'refused')), -- open: for everybody, or for members
  decided_at timestamptz,
  PRIMARY KEY (request, dataset)
);
