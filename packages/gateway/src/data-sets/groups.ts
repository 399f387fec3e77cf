// Fields that others may see than may see the rest: an observation becomes one record a group of fields. Pure.
import { TIME_PROPERTIES, type NgsiLdEntity } from "@alatau/formats";
import type { Description } from "./description.ts";
import type { Visibility } from "./visibility.ts";

/** What every part keeps: whose, of what kind, when and where. */
const COMMON: ReadonlySet<string> = new Set([
  ...["id", "type", "@context", "location", "dateObservedFrom", "dateObservedTo"],
  ...TIME_PROPERTIES,
]);

/** The fields of an entity that a group of readers sees. */
export interface EntityPart {
  /** 0: the fields that no group names. */
  readonly group: number;
  readonly visibility: Visibility;
  readonly entity: NgsiLdEntity;
}

/** The parts of an entity by the groups of its data set; a group of which it has no field has no part. */
export function splitByGroup(
  entity: NgsiLdEntity,
  { fieldGroups = [] }: Pick<Description, "fieldGroups">,
  visibility: Visibility,
): EntityPart[] {
  if (fieldGroups.length === 0) return [{ group: 0, visibility, entity }];
  const grouped = new Set(fieldGroups.flatMap(({ properties }) => properties));
  const parts = fieldGroups.map((group) => ({
    ...{ group: group.group, visibility: group.visibility },
    names: (name: string) => group.properties.includes(name),
  }));
  return [{ group: 0, visibility, names: (name: string) => !grouped.has(name) }, ...parts].flatMap(
    ({ group, visibility: seenBy, names }) => {
      const own = Object.entries(entity).filter(([name]) => !COMMON.has(name) && names(name));
      if (own.length === 0 && group !== 0) return [];
      const common = Object.entries(entity).filter(([name]) => COMMON.has(name));
      return [{ group, visibility: seenBy, entity: Object.fromEntries([...common, ...own]) as NgsiLdEntity }];
    },
  );
}
