-- Which events an endpoint is told of, and the secret of before, which signs beside the new one for a while.
ALTER TABLE payload.webhook_endpoints
  ADD COLUMN types text[],                     -- null: all
  ADD COLUMN previous_secret text,
  ADD COLUMN previous_until timestamptz;
