// Devices, the keys of their meters, and the supply agreements that let them trade.
import { supplyAgreementTypes, contractDomain } from "@alatau/sdk";
import { hashTypedData, type Hex } from "viem";
import { z } from "zod";
import {
  evidence,
  evidenceParam,
  hash,
  hexBytes,
  numberParam,
  time,
  uint256,
  uint32,
  uint64,
  wh,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { evidenceName, openTime, orNone, timeOf } from "../http/show.ts";
import { submission, submit } from "../orders/submissions.ts";
import { devicesQuery, meterKeysQuery, readDevice, type DeviceRow, type MeterKeyRow } from "./queries.ts";

const KINDS = ["charger", "bus", "battery", "solar", "building", "community"] as const;

const device = z
  .object({
    device: uint32,
    participant: uint32,
    zone: uint32,
    kind: z.enum(KINDS),
    evidence,
    ratedW: uint32,
    capacityWh: wh,
    serial: z.string(),
    supplier: uint32
      .nullable()
      .meta({ description: "Who stands behind the device; null: no agreement yet." }),
    retired: z.boolean(),
    registeredInBlock: z.int(),
  })
  .meta({ id: "Device" });
const meterKey = z
  .object({
    device: uint32,
    index: uint32,
    curve: z.string(),
    validFrom: time,
    validTo: time.nullable().meta({ description: "First moment at which it no longer counts; null: open." }),
    vouchedBy: uint32.meta({ description: "Participant that answers for «this key is in this meter»." }),
    publicKey: hexBytes.meta({ description: "SubjectPublicKeyInfo, DER." }),
  })
  .meta({ id: "MeterKey" });

const agreementBody = z.strictObject({
  agreement: z.strictObject({
    device: uint32.min(1),
    supplier: uint32.min(1),
    termsHash: hash,
    nonce: uint256,
    validTo: uint64.meta({ description: "Unix second." }),
  }),
  signature: hexBytes.max(20_000).meta({ description: "EIP-712, of the device's participant." }),
});

/** A device as it is shown. */
export const showDevice = (row: DeviceRow) => ({
  device: row.device,
  participant: row.participant,
  zone: row.zone,
  kind: row.kind,
  evidence: evidenceName(row.evidence),
  ratedW: row.rated_w,
  capacityWh: row.capacity_wh,
  serial: row.serial,
  supplier: orNone(row.supplier),
  retired: row.retired,
  registeredInBlock: row.block_number,
});

const showKey = (row: MeterKeyRow) => ({
  device: row.device,
  index: row.key_index,
  curve: row.curve,
  validFrom: timeOf(row.valid_from),
  validTo: openTime(row.valid_to),
  vouchedBy: row.vouched_by,
  publicKey: row.public_key,
});

/** Declares the routes of devices, meter keys and supply agreements. */
export function deviceRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  listRoute(api, limiters, {
    path: "/v1/devices",
    tag: "Devices",
    summary: "Devices by number",
    filters: {
      participant: numberParam.optional(),
      zone: numberParam.optional(),
      kind: z.enum(KINDS).optional(),
      serial: z.string().min(1).max(200).optional(),
      evidence: evidenceParam.optional(),
    },
    item: device,
    query: devicesQuery,
    show: showDevice,
  });
  route(
    {
      method: "get",
      path: "/v1/devices/{device}",
      tag: "Devices",
      summary: "One device",
      params: z.object({ device: numberParam }),
      answers: { 200: { description: "The device.", schema: device } },
      refusals: ["device-unknown"],
    },
    async ({ params }) => ({
      body: showDevice(await readDevice(gateway.reads, params.device)),
      cache: "tagged",
    }),
  );
  listRoute(api, limiters, {
    path: "/v1/meter-keys",
    tag: "Devices",
    summary: "Keys that meters sign with",
    filters: { device: numberParam.optional() },
    item: meterKey,
    query: ({ device: number }) => meterKeysQuery(number),
    show: showKey,
  });
  route(
    {
      method: "post",
      path: "/v1/supply-agreements",
      tag: "Devices",
      summary: "Send a signed supply agreement to the chain",
      description:
        "The signature is the right: anybody may send it. Ask `/v1/submissions/{number}` what became of it.",
      body: agreementBody,
      answers: {
        201: { description: "On chain.", schema: submission },
        202: { description: "Queued durably.", schema: submission },
      },
      refusals: [
        "agreement-signature-invalid",
        "agreement-expired",
        "agreement-nonce-used",
        "device-unknown",
      ],
    },
    async ({ body }) => {
      const { agreement, signature } = body;
      const message = {
        device: agreement.device,
        supplier: agreement.supplier,
        termsHash: agreement.termsHash as Hex,
        nonce: BigInt(agreement.nonce),
        validTo: BigInt(agreement.validTo),
      };
      const digest = hashTypedData({
        domain: contractDomain(gateway.network.chainId, gateway.network.contracts.devices),
        types: supplyAgreementTypes,
        primaryType: "SupplyAgreement",
        message,
      });
      return await submit(gateway, {
        dedupe: `supply-agreement/${digest}`,
        contract: "devices",
        functionName: "agreeSupply",
        args: [message, signature as Hex],
      });
    },
    limiters.writes,
  );
}
