// Which field groups of a data set a caller may see on the board. Pure.
import type { Caller } from "../auth/caller.ts";
import type { Description } from "../data-sets/description.ts";
import type { DatasetTerms } from "../data-sets/terms.ts";
import type { Visibility } from "../data-sets/visibility.ts";

/** A grant in force: group 0 opens every group. */
export interface Grant {
  readonly dataset: string;
  readonly group: number;
}

/** The groups whose values the caller may see; none: the data set has no tile for the caller. */
export function visibleGroups(
  { dataset, owner, visibility }: Pick<DatasetTerms, "dataset" | "owner" | "visibility">,
  { fieldGroups = [] }: Pick<Description, "fieldGroups">,
  { participant, auditor }: Pick<Caller, "participant" | "auditor">,
  grants: readonly Grant[],
): number[] {
  const granted = new Set(grants.filter((each) => each.dataset === dataset).map(({ group }) => group));
  const seesAll = auditor || owner === participant || granted.has(0);
  const isOpen = (to: Visibility): boolean => to === "public" || (to === "members" && participant !== null);
  return [{ group: 0, visibility }, ...fieldGroups]
    .filter((each) => seesAll || isOpen(each.visibility) || granted.has(each.group))
    .map(({ group }) => group);
}
