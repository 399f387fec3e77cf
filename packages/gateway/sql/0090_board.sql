-- What the situation centre asks again and again: the newest of each data set, its batches of the last hour, what is doubtful.
CREATE INDEX latest_by_time ON work.latest_observations (dataset, observed_at DESC);
CREATE INDEX batches_by_time ON work.batches (dataset, created_at DESC);
CREATE INDEX approvals_by_subject ON work.approvals (subject) WHERE kind = 'batch' AND verdict = 'approved';
CREATE INDEX observations_flagged ON payload.observations (dataset, observed_at DESC) WHERE flags <> '{}';
-- What auditors follow: one subject through all data sets.
CREATE INDEX observations_by_subject ON payload.observations (subject, observed_at DESC);
