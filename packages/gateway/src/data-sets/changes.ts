// What a correction changes, attribute by attribute. Pure.

export interface Change {
  readonly property: string;
  /** As text with its unit's code; null where there was none, or is none now. */
  readonly before: string | null;
  readonly after: string | null;
}

type Attributes = Readonly<Record<string, unknown>>;

/** The attributes in which two payloads of one subject differ, by name. */
export function changesOf(before: string, after: string): Change[] {
  const [old, next] = [JSON.parse(before) as Attributes, JSON.parse(after) as Attributes];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .sort()
    .map((property) => ({ property, before: textOf(old[property]), after: textOf(next[property]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(attribute: unknown): string | null {
  if (attribute === undefined) return null;
  const { value, object, unitCode } = attribute as { value?: unknown; object?: unknown; unitCode?: string };
  const said = value ?? object ?? attribute;
  const text = typeof said === "string" ? said : JSON.stringify(said);
  return unitCode === undefined ? text : `${text} ${unitCode}`;
}
