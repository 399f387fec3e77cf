// What people, meters' owners, checkers and node operators sign: EIP-712 types, the same as the contracts'. Pure.
import type { Address, Hex, TypedDataDomain } from "viem";

const NAME = "Alatau Ledger";
const VERSION = "1";

/** Domain of a contract's typed data. */
export const contractDomain = (chainId: number, verifyingContract: Address): TypedDataDomain => ({
  name: NAME,
  version: VERSION,
  chainId,
  verifyingContract,
});

/** Domain of the node operator's signed heads: no contract checks them. */
export const headDomain = (chainId: number): TypedDataDomain => ({ name: NAME, version: VERSION, chainId });

/** `Head`: signed by the embedded node's operator once the block is durable. */
export const headTypes = {
  Head: [
    { name: "genesisHash", type: "bytes32" },
    { name: "number", type: "uint64" },
    { name: "blockHash", type: "bytes32" },
  ],
} as const;

/** `Checkpoint`: signed by the members of a consortium; `validatorsHash` is keccak256 over the addresses. */
export const checkpointTypes = {
  Checkpoint: [
    { name: "genesisHash", type: "bytes32" },
    { name: "number", type: "uint64" },
    { name: "blockHash", type: "bytes32" },
    { name: "blocksRoot", type: "bytes32" },
    { name: "validatorsHash", type: "bytes32" },
  ],
} as const;

/** `BatchApproval` of IJournal: signed by the checkers of a data set. */
export const batchApprovalTypes = {
  BatchApproval: [
    { name: "dataset", type: "bytes32" },
    { name: "publisher", type: "uint32" },
    { name: "sequence", type: "uint64" },
    { name: "previous", type: "bytes32" },
    { name: "root", type: "bytes32" },
    { name: "count", type: "uint32" },
    { name: "periodFrom", type: "uint64" },
    { name: "periodTo", type: "uint64" },
    { name: "manifestHash", type: "bytes32" },
    { name: "validBefore", type: "uint64" },
  ],
} as const;

/** `SlotReadings` of IReadingSets: signed by the checkers of `energy.readings`. */
export const slotReadingsTypes = {
  SlotReadings: [
    { name: "publisher", type: "uint32" },
    { name: "zone", type: "uint32" },
    { name: "slot", type: "uint32" },
    { name: "version", type: "uint32" },
    { name: "replaces", type: "bytes32" },
    { name: "root", type: "bytes32" },
    { name: "count", type: "uint32" },
    { name: "importWh", type: "uint64" },
    { name: "exportWh", type: "uint64" },
  ],
} as const;

/** `EnergyOrder` of IEnergyMarket: signed by the device's participant. */
export const energyOrderTypes = {
  EnergyOrder: [
    { name: "side", type: "uint8" },
    { name: "mode", type: "uint8" },
    { name: "device", type: "uint32" },
    { name: "participant", type: "uint32" },
    { name: "zone", type: "uint32" },
    { name: "slotFrom", type: "uint32" },
    { name: "slotTo", type: "uint32" },
    { name: "maxWhPerSlot", type: "uint64" },
    { name: "minWhPerSlot", type: "uint64" },
    { name: "limitPrice", type: "uint64" },
    { name: "partner", type: "uint32" },
    { name: "minEvidence", type: "uint8" },
    { name: "termsHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "validTo", type: "uint64" },
  ],
} as const;

/** `SupplyAgreement` of IDevices: signed by the device's participant. */
export const supplyAgreementTypes = {
  SupplyAgreement: [
    { name: "device", type: "uint32" },
    { name: "supplier", type: "uint32" },
    { name: "termsHash", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "validTo", type: "uint64" },
  ],
} as const;

export interface BatchApproval {
  dataset: Hex;
  publisher: number;
  sequence: bigint;
  previous: Hex;
  root: Hex;
  count: number;
  periodFrom: bigint;
  periodTo: bigint;
  manifestHash: Hex;
  validBefore: bigint;
}

export interface SlotReadings {
  publisher: number;
  zone: number;
  slot: number;
  version: number;
  replaces: Hex;
  root: Hex;
  count: number;
  importWh: bigint;
  exportWh: bigint;
}

export interface EnergyOrder {
  side: number;
  mode: number;
  device: number;
  participant: number;
  zone: number;
  slotFrom: number;
  slotTo: number;
  maxWhPerSlot: bigint;
  minWhPerSlot: bigint;
  limitPrice: bigint;
  partner: number;
  minEvidence: number;
  termsHash: Hex;
  nonce: bigint;
  validTo: bigint;
}

export interface SupplyAgreement {
  device: number;
  supplier: number;
  termsHash: Hex;
  nonce: bigint;
  validTo: bigint;
}
