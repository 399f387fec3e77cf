// Events of the catalogue into rows.
import { COMPATIBILITIES, FAULT_KINDS } from "@alatau/sdk";
import type { EventArgs, EventName } from "./decode.ts";
import type { At } from "./handlers.ts";
import { TABLES as T } from "./tables.ts";

type Handlers = {
  readonly [N in EventName<"catalogue">]?: (at: At, args: EventArgs<"catalogue", N>) => void;
};

export const CATALOGUE: Handlers = {
  DatasetDescribed(at, { dataset, version, description: { cadenceSeconds, retentionDays, documentHash } }) {
    at.put(T.datasetDescriptions, dataset, version, cadenceSeconds, retentionDays, documentHash);
  },
  SchemaPublished: (at, { dataset, version, schemaHash, compatibility }) =>
    at.put(T.schemas, dataset, version, schemaHash, COMPATIBILITIES[compatibility]!),
  AccessGranted: (at, { dataset, group, participant, validTo }) =>
    at.put(T.accessChanges, dataset, group, participant, true, validTo),
  AccessRevoked: (at, { dataset, group, participant }) =>
    at.put(T.accessChanges, dataset, group, participant, false, null),
  GatewayAnnounced: (at, { participant, url, exchangeKey }) =>
    at.put(T.gateways, participant, url, exchangeKey),
  FaultRecorded: (at, { member, dataset, by, kind, recordHash, evidenceHash }) =>
    at.put(T.faults, member, dataset, by, FAULT_KINDS[kind]!, recordHash, evidenceHash),
};
