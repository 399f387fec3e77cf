// Places a standing order: signs it with the participant's key and hands it to a gateway.
// KEY=0x… node examples/place-order.ts http://127.0.0.1:8080 <device> <ask|bid> <most Wh a slot> <limit, tiyn per MWh> <nonce>
import { contractDomain, energyOrderTypes, networkSchema, type EnergyOrder } from "@alatau/sdk";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const [url, device, side, maxWh, limit, nonce] = process.argv.slice(2);
const key = process.env["KEY"];
if (nonce === undefined || key === undefined || (side !== "ask" && side !== "bid")) {
  console.error(
    "usage: KEY=0x… node examples/place-order.ts <url> <device> <ask|bid> <Wh> <tiyn per MWh> <nonce>",
  );
  process.exit(2);
}
const read = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();

const network = networkSchema.parse(await read("/network.json"));
const { participant, zone } = (await read(`/v1/devices/${device}`)) as { participant: number; zone: number };
const { slot } = (await read("/v1/status")) as { slot: number };

// One signature a season: the order counts from the next slot on, for 90 days.
const order: EnergyOrder = {
  side: side === "ask" ? 0 : 1,
  mode: 0,
  device: Number(device),
  participant,
  zone,
  slotFrom: slot + 1,
  slotTo: slot + 90 * 96,
  maxWhPerSlot: BigInt(maxWh!),
  minWhPerSlot: 0n,
  limitPrice: BigInt(limit!),
  partner: 0,
  minEvidence: 1,
  termsHash: `0x${"00".repeat(32)}`,
  nonce: BigInt(nonce),
  validTo: BigInt(slot * 900 + 86_400),
};
const signature = await privateKeyToAccount(key as Hex).signTypedData({
  domain: contractDomain(network.chainId, network.contracts.orderBook),
  types: energyOrderTypes,
  primaryType: "EnergyOrder",
  message: order,
});

const response = await fetch(`${url}/v1/orders`, {
  method: "POST",
  headers: { "content-type": "application/json", "idempotency-key": `order-${participant}-${nonce}` },
  body: JSON.stringify({
    order: {
      side,
      device: order.device,
      participant,
      zone,
      slotFrom: order.slotFrom,
      slotTo: order.slotTo,
      maxWhPerSlot: `${order.maxWhPerSlot}`,
      limitPriceTiynPerMWh: `${order.limitPrice}`,
      minEvidence: "utility-attested",
      nonce: `${order.nonce}`,
      validTo: `${order.validTo}`,
    },
    signature,
  }),
});
const answer = (await response.json()) as { detail?: string };
if (!response.ok) {
  console.error(`Refused: ${answer.detail}`);
  process.exit(1);
}
console.log(
  `Order ${participant * 65_536 + Number(nonce)} of participant ${participant}: ${JSON.stringify(answer)}`,
);
