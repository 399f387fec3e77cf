-- The catalogue of data sets: what their owners say of them, who may read them, where members exchange them. Documents are not on
-- the chain; the hashes commit to them. Times are Unix seconds.

CREATE TABLE ledger.dataset_descriptions (
  dataset         bytea NOT NULL,
  version         bigint NOT NULL,
  cadence_seconds bigint NOT NULL,
  retention_days  bigint NOT NULL,
  document_hash   bytea NOT NULL,
  block_number    bigint NOT NULL,
  tx_hash         bytea NOT NULL,
  log_index       integer NOT NULL,
  PRIMARY KEY (dataset, version)
);
COMMENT ON TABLE ledger.dataset_descriptions IS 'DatasetDescribed: every version of a data set''s description; cadence_seconds 0: as things happen, retention_days 0: without end.';
CREATE INDEX dataset_descriptions_by_document ON ledger.dataset_descriptions (document_hash);

CREATE TABLE ledger.schemas (
  dataset       bytea NOT NULL,
  version       bigint NOT NULL,
  schema_hash   bytea NOT NULL,
  compatibility text NOT NULL,
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (dataset, version)
);
COMMENT ON TABLE ledger.schemas IS 'SchemaPublished: the schemas of a data set''s records; compatibility: first, compatible or breaking, as the owner says.';
CREATE INDEX schemas_by_hash ON ledger.schemas (schema_hash);

CREATE TABLE ledger.access_changes (
  dataset      bytea NOT NULL,
  field_group  smallint NOT NULL,
  participant  bigint NOT NULL,
  granted      boolean NOT NULL,
  valid_to     numeric(78, 0),
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.access_changes IS 'AccessGranted (until valid_to) and AccessRevoked. Group 0: the whole data set. The last row of a group and participant counts.';
CREATE INDEX access_changes_by_dataset ON ledger.access_changes (dataset, field_group, participant);
CREATE INDEX access_changes_by_participant ON ledger.access_changes (participant);

CREATE TABLE ledger.gateways (
  participant  bigint NOT NULL,
  url          text NOT NULL,
  exchange_key bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.gateways IS 'GatewayAnnounced: where a member''s gateway is, and the Ed25519 key that signs its requests; an empty url: withdrawn.';
CREATE INDEX gateways_by_participant ON ledger.gateways (participant);

CREATE TABLE ledger.faults (
  member        bigint NOT NULL,
  dataset       bytea NOT NULL,
  stated_by     bigint NOT NULL,
  kind          text NOT NULL,
  record_hash   bytea NOT NULL,
  evidence_hash bytea NOT NULL,
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.faults IS 'FaultRecorded: what one member states of another, and nothing more. Kind: payload-altered, payload-missing, forged-batch or fingerprint-differs.';
CREATE INDEX faults_by_member ON ledger.faults (member);
CREATE INDEX faults_by_dataset ON ledger.faults (dataset);
CREATE INDEX faults_by_sender ON ledger.faults (stated_by);

CREATE VIEW ledger.current_descriptions AS
SELECT DISTINCT ON (dataset) * FROM ledger.dataset_descriptions ORDER BY dataset, version DESC;
COMMENT ON VIEW ledger.current_descriptions IS 'The description of each data set that holds; equals Catalogue.descriptionOf.';

CREATE VIEW ledger.current_schemas AS
SELECT DISTINCT ON (dataset) * FROM ledger.schemas ORDER BY dataset, version DESC;
COMMENT ON VIEW ledger.current_schemas IS 'The latest schema of each data set; equals Catalogue.schemaOf.';

CREATE VIEW ledger.current_access AS
SELECT dataset, field_group, participant, valid_to, block_number, tx_hash, log_index FROM (
  SELECT DISTINCT ON (dataset, field_group, participant) * FROM ledger.access_changes
  ORDER BY dataset, field_group, participant, block_number DESC, log_index DESC
) latest
WHERE granted AND valid_to >= (SELECT b.timestamp FROM ledger.blocks b ORDER BY b.number DESC LIMIT 1);
COMMENT ON VIEW ledger.current_access IS 'Grants in force at the last block. A row of group 0 opens every group; with the owner, who needs none, they are Catalogue.hasAccess.';

CREATE VIEW ledger.current_gateways AS
SELECT participant, url, exchange_key, block_number, tx_hash, log_index FROM (
  SELECT DISTINCT ON (participant) * FROM ledger.gateways ORDER BY participant, block_number DESC, log_index DESC
) latest WHERE url <> '';
COMMENT ON VIEW ledger.current_gateways IS 'The gateway of each member that has one.';
