// Logs of the ledger's contracts into typed arguments. Pure.
import {
  decodeAbiParameters,
  toEventSelector,
  type AbiEvent,
  type AbiParameter,
  type ContractEventName,
  type DecodeEventLogReturnType,
} from "viem";
import { ABIS, type ContractName, type Hex, type Network, type RpcLog } from "@alatau/sdk";

/** Names of a contract's events. */
export type EventName<C extends ContractName> = ContractEventName<(typeof ABIS)[C]>;

/** Arguments of an event by name. */
export type EventArgs<C extends ContractName, N extends EventName<C>> =
  DecodeEventLogReturnType<(typeof ABIS)[C], N> extends { args: infer Args } ? Args : never;

interface KnownEvent {
  readonly name: string;
  readonly indexed: readonly AbiParameter[];
  readonly plain: readonly AbiParameter[];
}

interface KnownContract {
  readonly contract: ContractName;
  readonly events: ReadonlyMap<Hex, KnownEvent>;
}

export interface DecodedLog {
  readonly contract: ContractName;
  /** Null where the ABI does not know the event. */
  readonly name: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A decoder for a network's contracts; it gives undefined for a log of any other contract. */
export function logDecoder(contracts: Network["contracts"]): (log: RpcLog) => DecodedLog | undefined {
  const known = new Map<string, KnownContract>();
  for (const contract of Object.keys(ABIS) as ContractName[])
    known.set(contracts[contract].toLowerCase(), { contract, events: eventsOf(contract) });
  return (log) => {
    const found = known.get(log.address.toLowerCase());
    if (found === undefined) return undefined;
    const event = log.topics[0] === undefined ? undefined : found.events.get(log.topics[0]);
    if (event === undefined) return { contract: found.contract, name: null, args: {} };
    return { contract: found.contract, name: event.name, args: argsOf(event, log) };
  };
}

/** The first topic of an event of a contract. @throws {RangeError} when its ABI has no such event. */
export function topicOf<C extends ContractName>(contract: C, name: EventName<C>): Hex {
  for (const [topic, event] of eventsOf(contract)) if (event.name === name) return topic;
  throw new RangeError(`${contract} has no event ${name}`);
}

function eventsOf(contract: ContractName): ReadonlyMap<Hex, KnownEvent> {
  const events = (ABIS[contract] as readonly { readonly type: string }[]).filter(
    (item): item is AbiEvent => item.type === "event",
  );
  return new Map(
    events.map((event) => {
      const [indexed, plain] = [true, false].map((is) =>
        event.inputs.filter((input) => (input.indexed ?? false) === is),
      );
      return [toEventSelector(event), { name: event.name, indexed: indexed!, plain: plain! }];
    }),
  );
}

function argsOf({ indexed, plain }: KnownEvent, log: RpcLog): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [index, input] of indexed.entries())
    args[input.name!] = decodeAbiParameters([input], log.topics[index + 1]!)[0];
  const values = plain.length === 0 ? [] : decodeAbiParameters(plain, log.data);
  for (const [index, input] of plain.entries()) args[input.name!] = values[index];
  return args;
}
