// The reference page: the OpenAPI document as one HTML page without scripts, so that it needs no other host and no exception.
import type { OpenApiDocument } from "./openapi.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
      }
    >
  >;
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a4150); --soft: light-dark(#f4f6f9, #1c212b); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; }
nav a { margin-right: .8rem; white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .5rem .8rem; background: var(--soft); border-radius: .4rem; }
details > div { padding: .2rem .8rem .8rem; overflow-x: auto; }
code { font: 14px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
b.method { display: inline-block; min-width: 4rem; text-transform: uppercase; }
table { border-collapse: collapse; width: 100%; } td, th { border-top: 1px solid var(--line); padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; }
`;

const escape = (text: unknown): string =>
  String(text).replace(
    /[&<>"']/g,
    (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[letter]!,
  );
/** Text with `code` between backquotes. */
const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
const anchor = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** Prints the page. */
export function renderReference(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "Other"))];
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  const section = (tag: string): string =>
    `<h2 id="${anchor(tag)}">${escape(tag)}</h2>` +
    operations
      .filter(({ operation }) => (operation.tags?.[0] ?? "Other") === tag)
      .map(renderOperation)
      .join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)}: reference</title><style>${STYLE}</style></head><body>
<h1>${escape(document.info.title)} ${escape(document.info.version)}</h1>
${(document.info.description ?? "")
  .split("\n\n")
  .map((text) => `<p>${prose(text)}</p>`)
  .join("")}
<p>The same as a document: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${tags.map((tag) => `<a href="#${anchor(tag)}">${escape(tag)}</a>`).join("")}<a href="#schemas">Schemas</a></nav>
${tags.map(section).join("")}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<details id="schema-${anchor(name)}"><summary>${escape(name)}</summary><div>${renderSchema(schema)}</div></details>`).join("")}
</body></html>`;
}

function renderOperation({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string {
  const { summary = "", description, parameters = [], requestBody, responses = {}, security } = operation;
  const rows = parameters.map(
    (each) =>
      `<tr><td><code>${escape(each.name)}</code>${each.required ? "" : " (optional)"}</td><td>${escape(each.in)}</td><td>${typeText(each.schema)} ${prose(each.description ?? "")}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>Body <code>${escape(type)}</code></p>${schema ? renderSchema(schema) : ""}`,
  );
  const answers = Object.entries(responses).map(([status, { description: said, content = {} }]) => {
    const kinds = Object.entries(content)
      .filter(([type]) => type !== "application/problem+json")
      .map(([type, { schema }]) => `<code>${escape(type)}</code> ${typeText(schema)}`);
    return `<tr><td>${escape(status)}</td><td>${prose(said)} ${kinds.join(", ")}</td></tr>`;
  });
  return (
    `<details id="${anchor(`${method} ${path}`)}"><summary><b class="method">${escape(method)}</b> <code>${escape(path)}</code> ${prose(summary)}</summary><div>` +
    `${description === undefined ? "" : `<p>${prose(description)}</p>`}${security ? "<p>Needs a session or an API key.</p>" : ""}` +
    `${rows.length > 0 ? `<table><tbody>${rows.join("")}</tbody></table>` : ""}${bodies.join("")}` +
    `<p>Answers</p><table><tbody>${answers.join("")}</tbody></table></div></details>`
  );
}

function renderSchema(schema: Schema): string {
  if (schema.properties === undefined) return `<p>${typeText(schema)} ${prose(schema.description ?? "")}</p>`;
  const rows = Object.entries(schema.properties).map(
    ([name, field]) =>
      `<tr><td><code>${escape(name)}</code>${schema.required?.includes(name) === true ? "" : " (optional)"}</td><td>${typeText(field)} ${prose(field.description ?? "")}</td></tr>`,
  );
  return `<table><tbody>${rows.join("")}</tbody></table>`;
}

function typeText(schema: Schema | undefined): string {
  if (schema === undefined) return "";
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1)!;
    return `<a href="#schema-${anchor(name)}">${escape(name)}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeText).join(" or ");
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `<code>${escape(value)}</code>`).join(" | ");
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.properties !== undefined) return renderSchema(schema);
  const type = typeof schema.type === "string" ? schema.type : (schema.type?.join(" or ") ?? "any");
  const form = schema.format ?? (schema.pattern === undefined ? undefined : schema.pattern);
  return escape(type) + (form === undefined ? "" : ` <code>${escape(form)}</code>`);
}
