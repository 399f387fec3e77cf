// Whether the next version of a schema keeps every old record valid. Where that cannot be shown, the answer is: it may not.
import { jcs } from "@alatau/sdk";
import { isJsonObject, type JsonValue } from "./entity.ts";
import { CYCLE, expandSchema, type Schema } from "./schema-documents.ts";
import { compileSchema, type SchemaResolver } from "./schema.ts";

export interface SchemaChange {
  /** JSON Pointer into the schema, its references written out. */
  readonly path: string;
  readonly change: string;
  /** Whether an old record may be invalid because of it. */
  readonly breaks: boolean;
}

export interface Compatibility {
  readonly kind: "same" | "compatible" | "breaking";
  readonly changes: readonly SchemaChange[];
}

export interface CompatibilityOptions {
  /** Documents that both versions refer to. */
  readonly resolve?: SchemaResolver;
  /**
   * Whether old records may hold properties that the old version did not declare. JSON Schema lets them, so a new declaration could
   * refuse them (`possible`, the default); `absent` is for whoever has checked that no stored record does.
   */
  readonly undeclared?: "possible" | "absent";
}

type Keywords = { readonly [keyword: string]: JsonValue };
interface Failure {
  readonly path: string;
  readonly change: string;
}
interface Context {
  readonly undeclared: "possible" | "absent";
  readonly failures: Failure[];
}

const KINDS = ["null", "boolean", "integer", "number", "string", "array", "object"];
/** Keyword → the kinds of value that it speaks of; on others it says nothing. */
const SPEAKS_OF: Readonly<Record<string, readonly string[]>> = {
  ...over(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], "integer", "number"),
  ...over(["minLength", "maxLength", "pattern", "format"], "string"),
  ...over(["minItems", "maxItems", "uniqueItems", "items", "prefixItems", "contains"], "array"),
  ...over(["minProperties", "maxProperties", "required", "properties", "patternProperties"], "object"),
  ...over(["additionalProperties", "propertyNames", "dependentRequired", "dependentSchemas"], "object"),
};

function over(keywords: readonly string[], ...kinds: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, kinds]));
}

/**
 * Compares two versions of a schema. The rule: `compatible` only if every value that is valid under the old version is valid under the
 * new one. Loosening is (a wider range, a longer list of allowed values, one more type, fewer required properties, no pattern any
 * more); tightening is not (a new required property, a narrower range, a value or type less, a property closed out). Declaring a
 * property that an open version left undeclared breaks unless `undeclared` is `absent`. Combinations (`oneOf`, `not`, `if`, …) must stay
 * as they are; so must what refers to itself or to a document nobody has.
 */
export function schemaCompatibility(
  before: unknown,
  after: unknown,
  { resolve = () => undefined, undeclared = "possible" }: CompatibilityOptions = {},
): Compatibility {
  const [old, next] = [expandSchema(before, resolve), expandSchema(after, resolve)];
  const differences = differencesOf(old, next, "");
  if (differences.length === 0) return { kind: "same", changes: [] };
  const context: Context = { undeclared, failures: [] };
  implies([old], next, "", context);
  const broken = context.failures;
  const harmless = differences.filter(
    ({ path }) => !broken.some((each) => each.path.startsWith(path) || path.startsWith(each.path)),
  );
  const changes = [
    ...broken.map((each) => ({ ...each, breaks: true })),
    ...harmless.map((each) => ({ ...each, breaks: false })),
  ];
  return { kind: broken.length > 0 ? "breaking" : "compatible", changes };
}

const at = (path: string, step: string): string =>
  `${path}/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`;
const same = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  left !== undefined &&
  right !== undefined &&
  jcs(left, { binary64: true }) === jcs(right, { binary64: true });
/** Whether a part refers to what stands above it, which may have changed. */
const refersBack = (schema: Schema): boolean => JSON.stringify(schema).includes(`"$ref":"${CYCLE}`);
const brief = (value: JsonValue | undefined): string =>
  value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);

/** All schemas that hold at once: the given ones and, through `allOf`, their parts. */
function conjuncts(schemas: readonly Schema[]): readonly Schema[] {
  return schemas.flatMap((schema): readonly Schema[] => {
    if (!isJsonObject(schema) || !Array.isArray(schema.allOf)) return [schema];
    const { allOf, ...rest } = schema;
    return [rest, ...conjuncts(allOf as readonly Schema[])];
  });
}

/** Notes where a value that all of `old` take might be refused by `next`. */
function implies(old: readonly Schema[], next: Schema, path: string, context: Context): void {
  const given = conjuncts(old);
  if (next === true || given.includes(false)) return;
  const holds = given.filter(isJsonObject);
  if (next === false) return fail(context, path, "no value is allowed any more");
  if (holds.some((each) => same(each, next)) && !refersBack(next)) return;
  const finite = valuesOf(holds);
  if (finite !== null) return impliesValues(finite, holds, next, path, context);
  const kinds = kindsOf(holds);
  for (const [keyword, wanted] of Object.entries(next)) {
    if (SPEAKS_OF[keyword] !== undefined && !SPEAKS_OF[keyword].some((kind) => kinds.has(kind))) continue;
    impliesKeyword(holds, next, keyword, wanted, path, context);
  }
}

const fail = ({ failures }: Context, path: string, change: string): void =>
  void failures.push({ path, change });
const fits = (old: readonly Schema[], next: Schema, context: Context): boolean => {
  const inner: Context = { ...context, failures: [] };
  implies(old, next, "", inner);
  return inner.failures.length === 0;
};

function impliesKeyword(
  holds: readonly Keywords[],
  next: Keywords,
  keyword: string,
  wanted: JsonValue,
  path: string,
  context: Context,
): void {
  const here = at(path, keyword);
  const before = holds.map((each) => each[keyword]).find((each) => each !== undefined);
  const narrower = (): void => fail(context, here, `${brief(before)} became ${brief(wanted)}`);
  switch (keyword) {
    case "type":
      if ([...kindsOf(holds)].some((kind) => !kindsOf([next]).has(kind))) narrower();
      return;
    case "allOf":
      return (wanted as readonly Schema[]).forEach((each, index) =>
        implies(holds, each, at(here, String(index)), context),
      );
    case "anyOf":
      if (!impliesAny(holds, wanted as readonly Schema[], context)) narrower();
      return;
    case "required": {
      const known = new Set(holds.flatMap(({ required }) => (Array.isArray(required) ? required : [])));
      for (const name of wanted as readonly string[])
        if (!known.has(name)) fail(context, here, `${name} became required`);
      return;
    }
    case "properties":
      return Object.entries(wanted as Record<string, Schema>).forEach(([name, each]) =>
        implies(propertyOf(holds, name, context), each, at(here, name), context),
      );
    case "additionalProperties":
      return impliesAdditional(holds, next, wanted as Schema, here, context);
    case "patternProperties":
      return Object.entries(wanted as Record<string, Schema>).forEach(([pattern, each]) => {
        const known = holds.map(
          ({ patternProperties: all }) => (all as Record<string, Schema> | undefined)?.[pattern],
        );
        implies(
          known.filter((schema) => schema !== undefined),
          each,
          at(here, pattern),
          context,
        );
      });
    case "items":
      if (
        Array.isArray(wanted) ||
        "prefixItems" in next ||
        holds.some((each) => "prefixItems" in each || Array.isArray(each.items))
      )
        return void (sameArray(holds, next) || narrower());
      return implies(
        holds.map(({ items }) => (items ?? true) as Schema),
        wanted as Schema,
        here,
        context,
      );
    default:
      if (!impliesPlain(holds, keyword, wanted)) narrower();
  }
}

const ARRAY_KEYWORDS = ["items", "prefixItems", "additionalItems"] as const;
const sameArray = (holds: readonly Keywords[], next: Keywords): boolean =>
  holds.some((each) => ARRAY_KEYWORDS.every((keyword) => same(each[keyword] ?? null, next[keyword] ?? null)));

/** Keywords whose meaning depends on no other keyword. */
function impliesPlain(holds: readonly Keywords[], keyword: string, wanted: JsonValue): boolean {
  const numbers = (name: string): number[] =>
    holds.map((each) => each[name]).filter((each) => typeof each === "number");
  const limit = wanted as number;
  switch (keyword) {
    case "minimum":
      return [...numbers("minimum"), ...numbers("exclusiveMinimum")].some((each) => each >= limit);
    case "exclusiveMinimum":
      return (
        numbers("exclusiveMinimum").some((each) => each >= limit) ||
        numbers("minimum").some((each) => each > limit)
      );
    case "maximum":
      return [...numbers("maximum"), ...numbers("exclusiveMaximum")].some((each) => each <= limit);
    case "exclusiveMaximum":
      return (
        numbers("exclusiveMaximum").some((each) => each <= limit) ||
        numbers("maximum").some((each) => each < limit)
      );
    case "minLength":
    case "minItems":
    case "minProperties":
      return limit === 0 || numbers(keyword).some((each) => each >= limit);
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return numbers(keyword).some((each) => each <= limit);
    case "uniqueItems":
      return wanted === false || holds.some((each) => each.uniqueItems === true);
    case "multipleOf":
    case "pattern":
    case "format":
    case "const":
    case "enum":
    case "oneOf":
    case "not":
    case "propertyNames":
    case "dependentRequired":
    case "dependentSchemas":
      return holds.some((each) => same(each[keyword], wanted));
    default:
      // if/then/else, contains, unevaluated…, `$ref`: only an unchanged whole would do, and that was looked at before.
      return false;
  }
}

function impliesAny(holds: readonly Keywords[], branches: readonly Schema[], context: Context): boolean {
  if (branches.some((branch) => fits(holds, branch, context))) return true;
  return holds.some(({ anyOf, oneOf }) =>
    [anyOf, oneOf].some(
      (cases) =>
        Array.isArray(cases) &&
        (cases as readonly Schema[]).every((each) =>
          branches.some((branch) => fits([...holds, each], branch, context)),
        ),
    ),
  );
}

/** What the old version says of a property: of a declared one, or of one that it lets through. */
function propertyOf(holds: readonly Keywords[], name: string, { undeclared }: Context): readonly Schema[] {
  let isDeclared = false;
  const said = holds.map((each): Schema => {
    const declared = (each.properties as Record<string, Schema> | undefined) ?? {};
    if (Object.hasOwn(declared, name)) {
      isDeclared = true;
      return declared[name]!;
    }
    const patterns = Object.keys((each.patternProperties as object | undefined) ?? {});
    if (patterns.length > 0) isDeclared ||= patterns.some((pattern) => matches(pattern, name));
    return patterns.some((pattern) => matches(pattern, name))
      ? true
      : ((each.additionalProperties ?? true) as Schema);
  });
  return isDeclared || undeclared === "possible" ? said : [false];
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return true;
  }
}

function impliesAdditional(
  holds: readonly Keywords[],
  next: Keywords,
  wanted: Schema,
  path: string,
  context: Context,
): void {
  const names = (each: Keywords, keyword: string): string[] =>
    Object.keys((each[keyword] as object | undefined) ?? {});
  const declared = new Set(names(next, "properties"));
  const patterns = names(next, "patternProperties");
  for (const name of new Set(holds.flatMap((each) => names(each, "properties"))))
    if (!declared.has(name) && !patterns.some((pattern) => matches(pattern, name)))
      implies(propertyOf(holds, name, context), wanted, at(path, name), context);
  if (context.undeclared === "absent") return;
  // Of all other names an old part speaks by its own additionalProperties, unless a pattern of its own takes them out.
  const others = holds
    .filter((each) => names(each, "patternProperties").every((pattern) => patterns.includes(pattern)))
    .map((each) => (each.additionalProperties ?? true) as Schema);
  implies(others, wanted, path, context);
}

/** The values that the old version allows, when it lists them. */
function valuesOf(holds: readonly Keywords[]): readonly JsonValue[] | null {
  for (const each of holds) {
    if (each.const !== undefined) return [each.const];
    if (Array.isArray(each.enum)) return each.enum;
  }
  return null;
}

function impliesValues(
  values: readonly JsonValue[],
  holds: readonly Keywords[],
  next: Keywords,
  path: string,
  context: Context,
): void {
  const [old, now] = [compileSchema({ allOf: holds }), compileSchema(next)];
  if (!old.ok || !now.ok) return fail(context, path, "it cannot be compiled");
  const lost = values.filter((value) => old.validate(value).length === 0 && now.validate(value).length > 0);
  if (lost.length > 0) fail(context, path, `no longer allowed: ${lost.map(brief).join(", ").slice(0, 200)}`);
}

/** The kinds of value that all of them allow; whole numbers are also numbers. */
function kindsOf(holds: readonly Keywords[]): ReadonlySet<string> {
  const kinds = new Set(KINDS);
  for (const { type } of holds) {
    if (type === undefined) continue;
    const allowed = Array.isArray(type) ? type : [type];
    for (const kind of KINDS)
      if (!allowed.includes(kind) && !(kind === "integer" && allowed.includes("number"))) kinds.delete(kind);
  }
  return kinds;
}

/** Where two schemas are written differently. */
function differencesOf(before: JsonValue | undefined, after: JsonValue | undefined, path: string): Failure[] {
  if (same(before, after)) return [];
  if (before === undefined) return [{ path, change: `added: ${brief(after)}` }];
  if (after === undefined) return [{ path, change: `removed: ${brief(before)}` }];
  if (!isJsonObject(before) || !isJsonObject(after))
    return [{ path, change: `${brief(before)} became ${brief(after)}` }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => differencesOf(before[name], after[name], at(path, name)));
}
