-- The ledger: what the chain says, as tables. Written by the indexer alone, dropped and rebuilt at will.
-- Every row of facts carries block_number, tx_hash and log_index (within the block) of the event that made it.
-- Amounts of energy are Wh, of money tiyn, prices tiyn per MWh, all numeric(78,0); times are Unix seconds; a slot is floor(time / 900).
-- Participants, devices, zones and slots are uint32 on chain, so bigint here. Accounts and hashes are bytea.

CREATE TABLE ledger.blocks (
  number        bigint PRIMARY KEY,
  hash          bytea NOT NULL,
  parent_hash   bytea NOT NULL,
  timestamp     bigint NOT NULL,
  slot          bigint NOT NULL,
  receipts_root bytea NOT NULL,
  transactions  integer NOT NULL,
  logs          integer NOT NULL
);
COMMENT ON TABLE ledger.blocks IS 'Every block from the network''s start block on, its header and receipts checked. The last row is the indexer''s cursor, its timestamp the ledger''s «now».';
CREATE INDEX blocks_by_hash ON ledger.blocks (hash);

CREATE TABLE ledger.events (
  contract     text NOT NULL,
  name         text,
  topics       bytea[] NOT NULL,
  data         bytea NOT NULL,
  tx_index     integer NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.events IS 'Every log of the ledger''s contracts as the chain has it; name is null where the ABI does not know it. All other tables follow from these rows and blocks.';
CREATE INDEX events_by_tx ON ledger.events (tx_hash);

-- Who takes part ------------------------------------------------------------------------------------------------------------

CREATE TABLE ledger.participants (
  participant  bigint PRIMARY KEY,
  account      bytea NOT NULL,
  owner        bigint NOT NULL,
  kind         text NOT NULL,
  profile_hash bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.participants IS 'ParticipantRegistered: the first account, the beneficial owner, and kind: operator, supplier, network, community, agency, checker or service.';

CREATE TABLE ledger.participant_keys (
  participant  bigint NOT NULL,
  account      bytea NOT NULL,
  valid_from   bigint NOT NULL,
  withdrawn    boolean NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.participant_keys IS 'Accounts of participants: the registered one, KeyAnnounced, and (withdrawn) KeyWithdrawn. An account is never used twice.';
CREATE INDEX participant_keys_by_participant ON ledger.participant_keys (participant);
CREATE INDEX participant_keys_by_account ON ledger.participant_keys (account);

CREATE TABLE ledger.participant_suspensions (
  participant  bigint NOT NULL,
  suspended    boolean NOT NULL,
  reason       integer NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.participant_suspensions IS 'ParticipantSuspendedFor and ParticipantResumed (reason 0).';

CREATE TABLE ledger.role_changes (
  role         numeric(78, 0) NOT NULL,
  account      bytea NOT NULL,
  granted      boolean NOT NULL,
  since        bigint,
  delay        bigint,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.role_changes IS 'RoleGranted and RoleRevoked of the AccessManager; 0 is its administrator.';

-- Devices -------------------------------------------------------------------------------------------------------------------

CREATE TABLE ledger.devices (
  device       bigint PRIMARY KEY,
  participant  bigint NOT NULL,
  zone         bigint NOT NULL,
  kind         text NOT NULL,
  evidence     smallint NOT NULL,
  rated_w      bigint NOT NULL,
  capacity_wh  numeric(78, 0) NOT NULL,
  serial_hash  bytea NOT NULL,
  serial       text NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.devices IS 'DeviceRegistered. Kind: charger, bus, battery, solar, building or community. Evidence: 3 meter-signed, 2 edge-signed, 1 utility-attested, 0 unsigned.';
CREATE INDEX devices_by_participant ON ledger.devices (participant);
CREATE INDEX devices_by_serial ON ledger.devices (serial);

CREATE TABLE ledger.device_retirements (
  device       bigint PRIMARY KEY,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.device_retirements IS 'DeviceRetired.';

CREATE TABLE ledger.meter_keys (
  device       bigint NOT NULL,
  key_index    bigint NOT NULL,
  curve        text NOT NULL,
  valid_from   bigint NOT NULL,
  valid_to     bigint NOT NULL,
  vouched_by   bigint NOT NULL,
  public_key   bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (device, key_index)
);
COMMENT ON TABLE ledger.meter_keys IS 'MeterKeyAdded: SubjectPublicKeyInfo (DER) that the meter signs with from valid_from until valid_to (0: open; see current_meter_keys for ends that came later).';
CREATE INDEX meter_keys_by_key ON ledger.meter_keys (sha256(public_key));

CREATE TABLE ledger.meter_key_ends (
  device       bigint NOT NULL,
  key_index    bigint NOT NULL,
  valid_to     bigint NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (device, key_index, block_number, log_index)
);
COMMENT ON TABLE ledger.meter_key_ends IS 'MeterKeyEnded: the key stops counting at valid_to, announced by the registrar or by its successor''s start.';

CREATE TABLE ledger.supply_agreements (
  device       bigint NOT NULL,
  supplier     bigint NOT NULL,
  terms_hash   bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (device, block_number, log_index)
);
COMMENT ON TABLE ledger.supply_agreements IS 'SupplyAgreed: the supplier that stands behind a device; a later row replaces an earlier one.';

-- The journal ---------------------------------------------------------------------------------------------------------------

CREATE TABLE ledger.datasets (
  dataset        bytea PRIMARY KEY,
  owner          bigint NOT NULL,
  name           text NOT NULL,
  visibility     smallint NOT NULL,
  retention_days bigint NOT NULL,
  schema_hash    bytea NOT NULL,
  block_number   bigint NOT NULL,
  tx_hash        bytea NOT NULL,
  log_index      integer NOT NULL
);
COMMENT ON TABLE ledger.datasets IS 'DatasetRegistered; dataset is keccak256(name). Visibility: 0 public, 1 members, 2 owner and those it grants.';

CREATE TABLE ledger.checkers (
  dataset      bytea NOT NULL,
  quorum       bigint NOT NULL,
  checkers     bigint[] NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (dataset, block_number, log_index)
);
COMMENT ON TABLE ledger.checkers IS 'CheckersSet: the participants that check a data set from here on, and how many of them it takes.';

CREATE TABLE ledger.batches (
  dataset       bytea NOT NULL,
  publisher     bigint NOT NULL,
  sequence      bigint NOT NULL,
  batch_hash    bytea NOT NULL,
  previous      bytea NOT NULL,
  root          bytea NOT NULL,
  count         bigint NOT NULL,
  period_from   numeric(78, 0) NOT NULL,
  period_to     numeric(78, 0) NOT NULL,
  manifest_hash bytea NOT NULL,
  valid_before  numeric(78, 0) NOT NULL,
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (dataset, publisher, sequence)
);
COMMENT ON TABLE ledger.batches IS 'BatchAccepted: records (count of them under the RFC 9162 root) that the data set''s quorum of checkers approved.';
CREATE INDEX batches_by_block ON ledger.batches (block_number, log_index);

CREATE TABLE ledger.superseded_records (
  dataset      bytea NOT NULL,
  publisher    bigint NOT NULL,
  sequence     bigint NOT NULL,
  record_index bigint NOT NULL,
  by_sequence  bigint NOT NULL,
  by_index     bigint NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (dataset, publisher, sequence, record_index)
);
COMMENT ON TABLE ledger.superseded_records IS 'RecordSuperseded: record record_index of a batch is replaced by record by_index of batch by_sequence of the same data set and publisher.';

-- Zones, tariffs, readings, orders ------------------------------------------------------------------------------------------

CREATE TABLE ledger.zones (
  zone         bigint PRIMARY KEY,
  supplier     bigint NOT NULL,
  network      bigint NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.zones IS 'ZoneOpened: the participants that stand behind a zone''s energy and receive its network fee.';

CREATE TABLE ledger.tariffs (
  zone         bigint NOT NULL,
  version      bigint NOT NULL,
  feed_in      numeric(78, 0) NOT NULL,
  retail       numeric(78, 0) NOT NULL,
  network_fee  numeric(78, 0) NOT NULL,
  from_slot    bigint NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, version)
);
COMMENT ON TABLE ledger.tariffs IS 'TariffPublished: tiyn per MWh from from_slot on, until a later version begins.';

CREATE TABLE ledger.reading_sets (
  zone         bigint NOT NULL,
  slot         bigint NOT NULL,
  version      bigint NOT NULL,
  publisher    bigint NOT NULL,
  set_hash     bytea NOT NULL,
  replaces     bytea NOT NULL,
  root         bytea NOT NULL,
  count        bigint NOT NULL,
  import_wh    numeric(78, 0) NOT NULL,
  export_wh    numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, slot, version)
);
COMMENT ON TABLE ledger.reading_sets IS 'ReadingSetAccepted: the checked readings of a slot, count devices under the root; version n + 1 replaces n.';
CREATE INDEX reading_sets_by_block ON ledger.reading_sets (block_number, log_index);

CREATE TABLE ledger.orders (
  order_number     bigint PRIMARY KEY,
  participant      bigint NOT NULL,
  device           bigint NOT NULL,
  zone             bigint NOT NULL,
  side             text NOT NULL,
  mode             text NOT NULL,
  slot_from        bigint NOT NULL,
  slot_to          bigint NOT NULL,
  placed_in        bigint NOT NULL,
  max_wh_per_slot  numeric(78, 0) NOT NULL,
  min_wh_per_slot  numeric(78, 0) NOT NULL,
  limit_price      numeric(78, 0) NOT NULL,
  partner          bigint NOT NULL,
  min_evidence     smallint NOT NULL,
  locked           numeric(78, 0) NOT NULL,
  order_hash       bytea NOT NULL,
  terms_hash       bytea NOT NULL,
  nonce            numeric(78, 0) NOT NULL,
  valid_to         numeric(78, 0) NOT NULL,
  block_number     bigint NOT NULL,
  tx_hash          bytea NOT NULL,
  log_index        integer NOT NULL
);
COMMENT ON TABLE ledger.orders IS 'OrderPlaced: a standing order as it was signed. Side: ask or bid; mode: metered or forward; partner 0: anyone. It counts for slots after placed_in; see current_orders for its end.';
CREATE INDEX orders_by_zone ON ledger.orders (zone, slot_to);
CREATE INDEX orders_by_participant ON ledger.orders (participant, order_number);

CREATE TABLE ledger.order_changes (
  order_number  bigint NOT NULL,
  participant   bigint NOT NULL,
  change        text NOT NULL,
  last_slot     bigint,
  released_tiyn numeric(78, 0),
  block_number  bigint NOT NULL,
  tx_hash       bytea NOT NULL,
  log_index     integer NOT NULL,
  PRIMARY KEY (order_number, block_number, log_index)
);
COMMENT ON TABLE ledger.order_changes IS 'OrderCancelled (change cancelled: last_slot is the last it counts for) and OrderReleased (change released: what was freed of its lock).';

-- Settlement ----------------------------------------------------------------------------------------------------------------

CREATE TABLE ledger.settlements (
  zone           bigint NOT NULL,
  slot           bigint NOT NULL,
  version        bigint NOT NULL,
  chunk          bigint NOT NULL,
  price          numeric(78, 0) NOT NULL,
  tariff_version bigint NOT NULL,
  sales_hash     bytea NOT NULL,
  sales          integer NOT NULL,
  lines          bytea NOT NULL,
  block_number   bigint NOT NULL,
  tx_hash        bytea NOT NULL,
  log_index      integer NOT NULL,
  PRIMARY KEY (zone, slot, version, chunk)
);
COMMENT ON TABLE ledger.settlements IS 'SalesSettled: one chunk of a slot''s settlement; lines are the sales as packed on chain, 24 bytes each.';
CREATE INDEX settlements_by_block ON ledger.settlements (block_number, log_index);

CREATE TABLE ledger.sales (
  zone           bigint NOT NULL,
  slot           bigint NOT NULL,
  version        bigint NOT NULL,
  chunk          bigint NOT NULL,
  line           integer NOT NULL,
  kind           text NOT NULL,
  device         bigint NOT NULL,
  participant    bigint NOT NULL,
  order_number   bigint NOT NULL,
  wh             numeric(78, 0) NOT NULL,
  amount_tiyn    numeric(78, 0) NOT NULL,
  fee_tiyn       numeric(78, 0) NOT NULL,
  price          numeric(78, 0) NOT NULL,
  tariff_version bigint NOT NULL,
  evidence       smallint NOT NULL,
  id             text NOT NULL GENERATED ALWAYS AS (zone || '-' || slot || '-' || version || '-' || chunk || '-' || line) STORED,
  block_number   bigint NOT NULL,
  tx_hash        bytea NOT NULL,
  log_index      integer NOT NULL,
  PRIMARY KEY (zone, slot, version, chunk, line)
);
COMMENT ON TABLE ledger.sales IS 'One row a line of SalesSettled. Kind: sold, bought, gridSold, gridBought, ownSold, ownBought, partnerSold, partnerBought. amount_tiyn: positive, the participant receives; what a buyer pays contains fee_tiyn. price: of the pool, the feed-in or retail tariff of a grid leg, 0 for own use. order_number 0: grid leg. Status is in current_sales.';
CREATE INDEX sales_by_participant ON ledger.sales (participant, block_number, log_index, line);
CREATE INDEX sales_by_block ON ledger.sales (block_number, log_index, line);
CREATE INDEX sales_by_device ON ledger.sales (device, slot);
CREATE INDEX sales_by_order ON ledger.sales (order_number, slot) WHERE order_number <> 0;

CREATE TABLE ledger.slot_results (
  zone         bigint NOT NULL,
  slot         bigint NOT NULL,
  version      bigint NOT NULL,
  chunks       bigint NOT NULL,
  dust_tiyn    numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, slot, version)
);
COMMENT ON TABLE ledger.slot_results IS 'SlotSettled: the last chunk was settled and everything is even; dust_tiyn is what rounding left.';

CREATE TABLE ledger.reversals (
  zone         bigint NOT NULL,
  slot         bigint NOT NULL,
  version      bigint NOT NULL,
  chunk        bigint NOT NULL,
  sales_hash   bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, slot, version, chunk)
);
COMMENT ON TABLE ledger.reversals IS 'SalesReversed: the exact negative of the chunk''s lines counts from here; the next version replaces it.';

CREATE TABLE ledger.disputes (
  zone         bigint NOT NULL,
  slot         bigint NOT NULL,
  version      bigint NOT NULL,
  chunk        bigint NOT NULL,
  line         bigint NOT NULL,
  participant  bigint NOT NULL,
  reason_hash  bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, slot, version, chunk, line)
);
COMMENT ON TABLE ledger.disputes IS 'SaleDisputed: a line that its participant does not accept; reason_hash is a salted commitment.';

CREATE TABLE ledger.dispute_resolutions (
  zone         bigint NOT NULL,
  slot         bigint NOT NULL,
  version      bigint NOT NULL,
  chunk        bigint NOT NULL,
  line         bigint NOT NULL,
  upheld       boolean NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (zone, slot, version, chunk, line)
);
COMMENT ON TABLE ledger.dispute_resolutions IS 'DisputeResolved: an upheld dispute is made good by a new version of the reading set.';

CREATE TABLE ledger.statements (
  participant  bigint NOT NULL,
  count        bigint NOT NULL,
  hash         bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.statements IS 'A participant''s running count of lines and 28-byte hash after each chunk that was settled or reversed; equals EnergyMarket.statementOf at that block.';
CREATE INDEX statements_by_block ON ledger.statements (block_number);

-- Money ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE ledger.deposits (
  participant  bigint NOT NULL,
  from_account bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.deposits IS 'Deposited into the vault.';
CREATE INDEX deposits_by_participant ON ledger.deposits (participant, block_number);

CREATE TABLE ledger.withdrawal_notices (
  participant  bigint NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  ready_at     bigint NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.withdrawal_notices IS 'WithdrawalAnnounced; a new notice replaces the one before, a withdrawal uses it up.';

CREATE TABLE ledger.withdrawals (
  participant  bigint NOT NULL,
  to_account   bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.withdrawals IS 'Withdrawn from the vault.';

CREATE TABLE ledger.lock_changes (
  participant  bigint NOT NULL,
  change       text NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.lock_changes IS 'Locked, Unlocked and LockUsed of a participant''s money (change locked, unlocked or used).';

CREATE TABLE ledger.receivable_changes (
  participant  bigint NOT NULL,
  creditor     bigint NOT NULL,
  change       text NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.receivable_changes IS 'GridOwed, OwedRepaid and OwedCancelled (change owed, repaid or cancelled): what participant owes creditor.';

CREATE TABLE ledger.movements (
  participant  bigint NOT NULL,
  cause        text NOT NULL,
  free         numeric(78, 0) NOT NULL,
  locked       numeric(78, 0) NOT NULL,
  proceeds     numeric(78, 0) NOT NULL,
  owed         numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (participant, block_number, log_index)
);
COMMENT ON TABLE ledger.movements IS 'What each event did to each participant''s account in the vault, in tiyn; their sum is account_balances. Causes: deposited, withdrawn, locked, unlocked, lockUsed, owed, repaid, cancelled, proceedsReleased, moved, settled, reversed. A settlement is written gross; owed gives back what could not be taken.';
CREATE INDEX movements_by_block ON ledger.movements (block_number);

CREATE TABLE ledger.account_balances (
  participant  bigint PRIMARY KEY,
  free         numeric(78, 0) NOT NULL,
  locked       numeric(78, 0) NOT NULL,
  proceeds     numeric(78, 0) NOT NULL,
  owed         numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL
);
COMMENT ON TABLE ledger.account_balances IS 'The vault''s accounts now, tiyn; equals Vault.accountOf and the sum of Vault.proceedsOf. block_number, tx_hash and log_index name the last movement.';

CREATE TABLE ledger.sweeps (
  to_account   bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.sweeps IS 'Swept: tokens that nobody deposited, sent out of the vault.';

CREATE TABLE ledger.transfers (
  from_account bytea NOT NULL,
  to_account   bytea NOT NULL,
  amount_tiyn  numeric(78, 0) NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.transfers IS 'Transfer of the token Tenge; from or to the zero account when minted or burned.';
CREATE INDEX transfers_by_sender ON ledger.transfers (from_account);
CREATE INDEX transfers_by_receiver ON ledger.transfers (to_account);

CREATE TABLE ledger.issues (
  account        bytea NOT NULL,
  amount_tiyn    numeric(78, 0) NOT NULL,
  bank_reference bytea NOT NULL,
  block_number   bigint NOT NULL,
  tx_hash        bytea NOT NULL,
  log_index      integer NOT NULL,
  PRIMARY KEY (block_number, log_index)
);
COMMENT ON TABLE ledger.issues IS 'Issued (positive) and Redeemed (negative) tokens with the bank movement behind them.';

CREATE TABLE ledger.freezes (
  account      bytea NOT NULL,
  frozen       boolean NOT NULL,
  reason       integer NOT NULL,
  court_order_hash bytea NOT NULL,
  block_number bigint NOT NULL,
  tx_hash      bytea NOT NULL,
  log_index    integer NOT NULL,
  PRIMARY KEY (account, block_number, log_index)
);
COMMENT ON TABLE ledger.freezes IS 'Frozen and Unfrozen (reason 0) token accounts; court_order_hash commits to the order of the court.';
