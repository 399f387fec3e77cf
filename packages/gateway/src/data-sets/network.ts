// The network's description with the data sets that were registered since it was written.
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import { readAllTerms } from "./terms.ts";

/**
 * `network.json` as the chain has it now: the data sets that the description pins stay as they are pinned, those of the journal that
 * it does not know come with their checkers. Who checks proofs pins the hash of the version that it trusts.
 */
export async function describeNetwork(db: pg.Pool, network: Network): Promise<Network> {
  const terms = await readAllTerms(db);
  const later = terms
    .filter(({ name, quorum }) => quorum > 0 && network.datasets[name] === undefined)
    .map(({ name, dataset, quorum, checkers }) => [name, { dataset, quorum, checkers: [...checkers] }]);
  return {
    ...network,
    datasets: { ...network.datasets, ...Object.fromEntries(later) } as Network["datasets"],
  };
}
