// An invoice as a PDF, and in a customer's mailbox.
import type { Request } from "express";
import { z } from "zod";
import { PLAIN_LANGUAGES, PLAIN_TEXTS, plainLanguage, type PlainLanguage } from "../checkout/texts.ts";
import type { Gateway } from "../gateway.ts";
import { hash, hashParam } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { PAPER_TEXTS } from "./paper-texts.ts";
import { invoicePdf, tengeText } from "./pdf.ts";
import { isMerchant, mustBeMerchant } from "./routes.ts";
import { readInvoiceWithState } from "./store.ts";

const TAG = "Invoices";
const params = z.object({ invoice: hashParam });

/** Declares the routes of invoices on paper. */
export function paperRoutes({ gateway, route }: Api, { costly, writes }: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "get",
      path: "/v1/invoices/{invoice}/pdf",
      tag: TAG,
      summary: "The invoice as a page of PDF; its lines for its merchant alone",
      params,
      query: z.strictObject({ lang: z.enum(PLAIN_LANGUAGES).optional() }),
      answers: { 200: { description: "One page of A4.", types: ["application/pdf"] } },
      refusals: ["invoice-unknown"],
    },
    async ({ params: { invoice: id }, query: { lang }, request, caller }) => {
      const found = await readInvoiceWithState(pool, id);
      const content = await invoicePdf(found, {
        language: plainLanguage(lang, request.get("accept-language")),
        url: payUrl(gateway, request, id),
        withLines: isMerchant(await caller(), found),
      });
      const headers = { "content-disposition": `inline; filename="invoice-${found.invoice.number}.pdf"` };
      return { text: content, type: "application/pdf", headers };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/invoices/{invoice}/send",
      tag: TAG,
      summary: "Mail the invoice to a customer, with its link and its PDF",
      description:
        "The address is used for this mail and kept nowhere. With an `Idempotency-Key` it is sent once.",
      rights: "merchant-sell",
      params,
      body: z.strictObject({
        to: z.email().max(254),
        lang: z.enum(PLAIN_LANGUAGES).default("kk"),
      }),
      answers: {
        202: {
          description: "The mail server has taken it.",
          schema: z.object({ invoice: hash, messageId: z.string() }),
        },
      },
      refusals: [
        ...["unauthenticated", "invoice-unknown", "not-merchant", "invoice-closed"],
        ...["mail-not-configured", "mail-refused"],
      ],
    },
    async ({ params: { invoice: id }, body: { to, lang }, request, caller }) => {
      const found = await readInvoiceWithState(pool, id);
      mustBeMerchant(await caller(), found, "merchant-sell");
      if (found.state.status === "void") throw new ProblemError("invoice-closed");
      if (gateway.mailer === null) throw new ProblemError("mail-not-configured");
      const url = payUrl(gateway, request, id);
      const content = await invoicePdf(found, { language: lang, url, withLines: true });
      const { number, terms } = found.invoice;
      const fill = filler(lang, {
        ...{ number: String(number), url, amount: tengeText(terms.amount, lang) },
        merchant:
          found.invoice.merchantName ??
          PLAIN_TEXTS[lang].merchant.replace("{number}", String(found.invoice.merchant)),
      });
      const messageId = await gateway.mailer({
        ...{ to, subject: fill("subject"), text: fill("mail") },
        attachments: [{ filename: `invoice-${number}.pdf`, content }],
      });
      return { status: 202, body: { invoice: id, messageId } };
    },
    writes,
  );
}

const filler =
  (language: PlainLanguage, values: Readonly<Record<string, string>>) =>
  (text: keyof (typeof PAPER_TEXTS)["en"]): string =>
    PAPER_TEXTS[language][text].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!);

/** The customer's page: under the name by which it was asked for where that is one of ours, else under the first of ours. */
function payUrl({ hosts, secureCookies }: Gateway, request: Request, id: string): string {
  const asked = request.get("host") ?? "";
  const host = hosts.has(asked) ? asked : [...hosts][0]!;
  return `http${secureCookies ? "s" : ""}://${host}/pay/${id}`;
}
