// Typed access to the contracts of a network, and what their reverts mean. Pure apart from the calls it makes for you.
import { BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex } from "viem";
import {
  accessManagerAbi,
  catalogueAbi,
  channelsAbi,
  chargingAbi,
  devicesAbi,
  energyMarketAbi,
  journalAbi,
  ledgerErrorsAbi,
  orderBookAbi,
  participantsAbi,
  passkeyAccountsAbi,
  paymentsAbi,
  readingSetsAbi,
  tariffsAbi,
  tengeAbi,
  vaultAbi,
} from "./generated/abi.ts";
import { LedgerError } from "./errors.ts";

/** The ABI of every contract, under its name in `network.json`. */
export const ABIS = {
  accessManager: accessManagerAbi,
  participants: participantsAbi,
  devices: devicesAbi,
  journal: journalAbi,
  tenge: tengeAbi,
  vault: vaultAbi,
  tariffs: tariffsAbi,
  readingSets: readingSetsAbi,
  orderBook: orderBookAbi,
  energyMarket: energyMarketAbi,
  payments: paymentsAbi,
  passkeyAccounts: passkeyAccountsAbi,
  channels: channelsAbi,
  charging: chargingAbi,
  catalogue: catalogueAbi,
} as const;

export { ledgerErrorsAbi, passkeyAccountAbi } from "./generated/abi.ts";

/** IParticipants.Kind, by its number on chain. */
export const PARTICIPANT_KINDS = [
  "none",
  "operator",
  "supplier",
  "network",
  "community",
  "agency",
  "checker",
  "service",
  "merchant",
] as const;

/** Roles of the AccessManager; 0 is its administrator. */
export const ROLES = {
  registrar: 1n,
  tariff: 2n,
  issuer: 3n,
  freezer: 4n,
  pauser: 5n,
  solver: 6n,
  arbiter: 7n,
  sweeper: 8n,
  tokenOffice: 10n,
  attester: 11n,
  exchange: 12n,
  charging: 14n,
} as const;

/** A call that a contract refused: `code` is the custom error's name in kebab case, `fields` its arguments. */
export class ContractRefusedError extends LedgerError {
  constructor(name: string, args: readonly unknown[], cause: unknown) {
    super(kebab(name), `The contract refused: ${name}(${args.map(String).join(", ")}).`, { args }, cause);
  }
}

const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();

/** Finds the custom error inside whatever a failed call threw; undefined when the failure was not a contract's refusal. */
export function contractRefusal(failure: unknown): ContractRefusedError | undefined {
  if (!(failure instanceof BaseError)) return undefined;
  const reverted = failure.walk((inner) => inner instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data)
    return new ContractRefusedError(reverted.data.errorName, reverted.data.args ?? [], failure);
  const raw = rawRevert(failure);
  if (raw === undefined) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: ledgerErrorsAbi, data: raw });
    return new ContractRefusedError(errorName, (args ?? []) as readonly unknown[], failure);
  } catch {
    return undefined;
  }
}

function rawRevert(failure: BaseError): Hex | undefined {
  const holder = failure.walk((inner) => typeof (inner as { data?: unknown }).data === "string") as {
    data?: Hex;
  } | null;
  return holder?.data !== undefined && holder.data.length >= 10 ? holder.data : undefined;
}
