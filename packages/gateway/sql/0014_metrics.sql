-- What each process of the workers counts, as Prometheus would read it; the gateway's /metrics gives all of it out. Disposable.
CREATE TABLE work.metrics (
  process    text PRIMARY KEY,                   -- `workers`, `checker1`
  metrics    jsonb NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
