// Plain HTML out of values: everything is escaped unless it was made here. Pure.
import { createHash } from "node:crypto";
import { encode } from "uqr";
import { PLAIN_LANGUAGES, PLAIN_TEXTS, type PlainLanguage, type PlainTextKey } from "./texts.ts";

/** A piece of HTML that needs no escaping. */
export interface Markup {
  readonly markup: string;
}
type Value = string | number | Markup | readonly Markup[] | null;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands in HTML, between tags or in a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!);

const markupOf = (value: Value): string => {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
};

/** HTML with values in it; strings are escaped, null is nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: parts.reduce((text, part, index) => text + markupOf(values[index - 1] ?? null) + part),
});

/** Tenge of tiyn as a reader of the language writes them. */
export function tengeText(tiyn: bigint, language: PlainLanguage): string {
  const whole = (tiyn / 100n).toString().replace(/\B(?=(\d{3})+$)/g, language === "en" ? "," : "\u00a0");
  return `${whole}${language === "en" ? "." : ","}${(tiyn % 100n).toString().padStart(2, "0")}\u00a0₸`;
}

/** `1250.50`: as one types it into a wallet. */
export const plainTenge = (tiyn: bigint): string =>
  `${tiyn / 100n}.${(tiyn % 100n).toString().padStart(2, "0")}`;

/** A QR code as inline SVG. */
export function qrMarkup(text: string, label: string): Markup {
  const { data, size } = encode(text, { ecc: "M", border: 3 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  return html`<svg
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    <rect width="${size}" height="${size}" fill="#fff" />
    <path d="${path}" />
  </svg>`;
}

const STYLE = `:root{color-scheme:light dark}body{margin:0 auto;max-width:30rem;padding:1rem;font:1.05rem/1.5 system-ui,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.1rem;margin:0}.sum{font-size:2.2rem;font-weight:700;margin:.25rem 0}.state{font-weight:600}svg{display:block;width:min(100%,18rem);margin:1rem auto;background:#fff}
a,button,input{font:inherit}a.big,button{display:block;box-sizing:border-box;width:100%;min-height:2.75rem;padding:.6rem 1rem;border:1px solid;border-radius:8px;text-align:center}
nav a{display:inline-block;padding:.6rem .8rem .6rem 0}input{box-sizing:border-box;width:100%;min-height:2.75rem;padding:.4rem .6rem;margin:.25rem 0 1rem}dt{opacity:.75;font-size:.9rem}dd{margin:0 0 .75rem}code{font-size:1rem}`;

/** Its bytes are what the policy's hash is of. */
const STYLE_ELEMENT: Markup = { markup: `<style>${STYLE}</style>` };

/** Nothing may be fetched or run; the one style is known by its hash; forms go here only. */
export const PLAIN_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const LANGUAGE_NAMES: Readonly<Record<PlainLanguage, string>> = {
  kk: "Қазақша",
  ru: "Русский",
  en: "English",
};

/** Fills the places of a text. */
export const say = (
  language: PlainLanguage,
  key: PlainTextKey,
  values: Readonly<Record<string, string>> = {},
): string => PLAIN_TEXTS[language][key].replace(/\{(\w+)\}/g, (_place, name: string) => values[name] ?? "");

/** A whole page; `refresh` in seconds makes it renew itself. */
export function page(
  language: PlainLanguage,
  { path, title, refresh, body }: { path: string; title: string; refresh?: number; body: Markup },
): string {
  const here = `${path}?lang=${language}`;
  return `<!doctype html>\n${
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        ${refresh === undefined ? null : html`<meta http-equiv="refresh" content="${refresh}; url=${here}" />`}
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <nav>
          ${PLAIN_LANGUAGES.map((each) =>
            each === language
              ? html``
              : html`<a href="${path}?lang=${each}" hreflang="${each}" lang="${each}"
                  >${LANGUAGE_NAMES[each]}</a
                > `,
          )}
        </nav>
        <main>${body}</main>
        ${refresh === undefined ? null : html`<p><a href="${here}">${say(language, "refresh")}</a></p>`}
      </body>
    </html>`.markup
  }\n`;
}
