-- Alerts: what workers look at anew, which alerts there are, and who is told.

-- Data sets whose observations a worker wants to see. Nothing is queued for a data set that nobody watches.
CREATE TABLE work.watched_data_sets (
  worker  text NOT NULL,
  dataset text NOT NULL,
  PRIMARY KEY (worker, dataset)
);
-- Places (subject and moment) whose standing observation changed. A row goes in the transaction that has done its work; numbers are
-- given out before a transaction ends, so that a cursor over them could pass one by, and a row cannot.
CREATE TABLE work.observed (
  worker      text NOT NULL,
  number      bigint NOT NULL,                   -- of payload.observations
  dataset     text NOT NULL,
  subject     text NOT NULL,
  observed_at bigint NOT NULL,                   -- Unix seconds
  due_at      bigint NOT NULL DEFAULT 0,         -- the ledger's time before which there is nothing to do
  PRIMARY KEY (worker, number)
);
CREATE INDEX observed_due ON work.observed (worker, due_at, number);
CREATE FUNCTION work.queue_observed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO work.observed (worker, number, dataset, subject, observed_at)
    SELECT w.worker, c.number, c.dataset, c.subject, c.observed_at
      FROM changed c JOIN work.watched_data_sets w USING (dataset)
    ON CONFLICT (worker, number) DO UPDATE SET due_at = 0;
  RETURN NULL;
END $$;
CREATE TRIGGER observation_said AFTER INSERT ON payload.observations
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION work.queue_observed();
CREATE TRIGGER observation_withdrawn AFTER DELETE ON payload.observations
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION work.queue_observed();

-- Alerts as the records of city.alerts tell them: dropped and made again it is the same.
CREATE TABLE work.alerts (
  alert       text PRIMARY KEY,                  -- the last part of the entity's id
  number      bigint NOT NULL,                   -- of the first record
  dataset     text NOT NULL,                     -- whose values
  subject     text NOT NULL,
  threshold   text NOT NULL,
  version     bigint NOT NULL,                   -- of the threshold
  property    text NOT NULL,
  state       text NOT NULL,                     -- raised, acknowledged, closed
  raised_at   bigint NOT NULL,                   -- Unix seconds
  changed_at  bigint NOT NULL,
  "limit"     text NOT NULL,                     -- decimal, like value and worst
  unit        text NOT NULL,
  value       text NOT NULL,
  worst       text NOT NULL,
  records     integer NOT NULL,
  last_number bigint NOT NULL,
  last_record bytea NOT NULL
);
CREATE INDEX alerts_in_order ON work.alerts (raised_at, number);
CREATE INDEX alerts_by_line ON work.alerts (threshold, subject, raised_at);
CREATE INDEX alerts_changed ON work.alerts (last_number);

-- Participants are told of alerts as merchants are of invoices; such an event has no invoice.
ALTER TABLE payload.merchant_events ALTER COLUMN invoice_id DROP NOT NULL;
ALTER TABLE payload.merchant_events ADD COLUMN alert text;
ALTER TABLE payload.merchant_events ADD CONSTRAINT merchant_event_of_one CHECK ((invoice_id IS NULL) <> (alert IS NULL));
