-- Downloads read a period in the order of its rows, which follows from the records alone and is the same at every gateway.
CREATE INDEX observations_as_downloaded ON payload.observations (dataset, observed_at, subject COLLATE "C", record_hash);
