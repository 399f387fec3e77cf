// Looks a data set up for who asks: any, one to publish in, one of the caller's own.
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import { ProblemError } from "../problems.ts";
import { mayPublish, readTerms, type DatasetTerms } from "./terms.ts";

/** A data set. @throws {ProblemError} `dataset-unknown` */
export async function known({ pool }: Pick<Gateway, "pool">, name: string): Promise<DatasetTerms> {
  const terms = await readTerms(pool, name);
  if (terms === undefined) throw new ProblemError("dataset-unknown");
  return terms;
}

/** A data set in which the caller may publish. @throws {ProblemError} `dataset-unknown`, `issuer-not-entitled` */
export async function publisherIn(
  gateway: Pick<Gateway, "pool">,
  name: string,
  { participant }: Pick<Caller, "participant">,
): Promise<DatasetTerms> {
  const terms = await known(gateway, name);
  if (!(await mayPublish(gateway.pool, terms, participant!))) throw new ProblemError("issuer-not-entitled");
  return terms;
}

/** A data set of the caller's own. @throws {ProblemError} `dataset-unknown`, `forbidden` */
export async function owned(gateway: Gateway, name: string, caller: Caller): Promise<DatasetTerms> {
  const terms = await known(gateway, name);
  if (terms.owner !== caller.participant) throw new ProblemError("forbidden");
  return terms;
}
