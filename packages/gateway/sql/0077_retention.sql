-- Up to which batch of a publisher the payloads are gone because the retention of the data set has ended.
CREATE TABLE work.retention (
  dataset   bytea NOT NULL,
  publisher integer NOT NULL,
  sequence  bigint NOT NULL,
  PRIMARY KEY (dataset, publisher)
);
