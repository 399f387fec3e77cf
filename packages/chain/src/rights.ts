// Who may call what: every `restricted` function of the contracts and the role that it asks for.
import { ABIS, ROLES, type ContractName } from "@alatau/sdk";
import { toFunctionSelector, type Hex } from "viem";
import type { RoleName } from "./keys.ts";

export type ContractRole = keyof typeof ROLES;

/** The restricted functions by contract and role; what is not listed only the administrator may call. */
export const RIGHTS: Partial<Record<ContractName, Partial<Record<ContractRole, readonly string[]>>>> = {
  participants: { registrar: ["register", "suspend", "resume", "announceKeyFor"] },
  devices: { registrar: ["register", "retire", "addMeterKey", "endMeterKey"] },
  journal: { registrar: ["registerDataset", "setCheckers"] },
  tariffs: { tariff: ["openZone", "publish"] },
  tenge: { issuer: ["mint", "burn"], freezer: ["freeze", "unfreeze"], pauser: ["pause", "unpause"] },
  vault: { sweeper: ["sweep"] },
  payments: { tokenOffice: ["listToken", "delistToken"], arbiter: ["resolve", "releaseSurplus"] },
  charging: { charging: ["end"] },
  energyMarket: { solver: ["settle", "reverse"], arbiter: ["reverseLate", "resolveDispute"] },
};

/** Which key holds a role at first. Freezing, pausing, sweeping stay with the administrator, and so do the vault's markets. */
export const HOLDERS: Record<ContractRole, RoleName> = {
  registrar: "registrar",
  tariff: "tariffOffice",
  issuer: "issuer",
  freezer: "administrator",
  pauser: "administrator",
  sweeper: "administrator",
  solver: "solver",
  arbiter: "arbiter",
  tokenOffice: "administrator",
  attester: "registrar",
  exchange: "exchange",
  charging: "operator",
};

/** One line of the table: the selectors of a contract that a role may call. */
export interface Right {
  readonly contract: ContractName;
  readonly role: bigint;
  readonly selectors: readonly Hex[];
}

/** The table with selectors, for the contracts named. */
export function rightsOf(contracts: readonly ContractName[]): Right[] {
  return contracts.flatMap((contract) =>
    Object.entries(RIGHTS[contract] ?? {}).map(([role, functions]) => ({
      contract,
      role: ROLES[role as ContractRole],
      selectors: functions.map((name) => selectorOf(contract, name)),
    })),
  );
}

function selectorOf(contract: ContractName, name: string): Hex {
  const found = ABIS[contract].find((item) => item.type === "function" && item.name === name);
  if (found?.type !== "function") throw new TypeError(`${contract} has no function ${name}`);
  return toFunctionSelector(found);
}
