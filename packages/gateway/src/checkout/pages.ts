// The customer's pages without JavaScript: an invoice, a till's code, a payment link. Rendered here, renewed by the browser.
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { transferUri } from "@alatau/sdk";
import type { Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bodyBytes } from "../http/body.ts";
import type { Limiters } from "../http/limits.ts";
import { noteFailure } from "../http/route.ts";
import { readInvoiceWithState, type InvoiceWithState } from "../invoices/store.ts";
import { readLink, useLink, isOpen, type PaymentLink } from "../payment-links/store.ts";
import { knownFailure, ERRORS } from "../problems.ts";
import { currentInvoice, readTillByToken } from "../tills/store.ts";
import { chainTip } from "../workers/ledger.ts";
import { html, page, PLAIN_POLICY, plainTenge, qrMarkup, say, tengeText, type Markup } from "./html.ts";
import { plainLanguage, type PlainLanguage, type PlainTextKey } from "./texts.ts";

const REFRESH_SECONDS = 5;
const INVOICE = /^0x[0-9a-f]{64}$/;
const TOKEN = /^[\w-]{22}$/;

/** Declares the pages and what their forms send. */
export function plainPages(app: Express, gateway: Gateway, limiters: Limiters): void {
  const { pool, reads, network } = gateway;
  const pages = express.Router({ caseSensitive: true });
  const handle =
    (
      render: (request: Request, response: Response, language: PlainLanguage) => Promise<string | null>,
    ): RequestHandler =>
    async (request, response) => {
      const language = plainLanguage(request.query["lang"], request.headers["accept-language"]);
      try {
        const text = await render(request, response, language);
        if (text !== null) sendPage(response, 200, text);
      } catch (failure) {
        const code = knownFailure(failure)?.code ?? "internal";
        const { status } = ERRORS[code] ?? ERRORS["internal"]!;
        noteFailure(response, failure, status);
        const body = html`<p class="state">${say(language, textOf(code))}</p>`;
        sendPage(
          response,
          status,
          page(language, { path: request.path, title: say(language, "title"), body }),
        );
      }
    };
  pages.get(
    "/pay/:invoice/plain",
    handle(async ({ params }, _response, language) => {
      const id = String(params["invoice"]);
      const found = await readInvoiceWithState(pool, (INVOICE.test(id) ? id : `0x${"0".repeat(64)}`) as Hex);
      const tip = await chainTip(pool);
      const { status } = found.state;
      const body = invoiceBody(found, { language, network, now: tip?.timestamp ?? 0 });
      const waits = status === "open" || status === "processing";
      return page(language, {
        ...{ path: `/pay/${found.invoice.invoiceId}/plain`, title: say(language, "title"), body },
        ...(waits && { refresh: REFRESH_SECONDS }),
      });
    }),
  );
  pages.get(
    "/t/:token/plain",
    limiters.costly,
    handle(async ({ params, path: here }, response, language) => {
      const till = await readTillByToken(reads, tokenOf(params["token"]));
      const current = await currentInvoice(pool, till);
      if (current !== null) {
        response.redirect(303, `/pay/${current.invoice.invoiceId}/plain?lang=${language}`);
        return null;
      }
      const body = html`<h1>
          ${till.merchant_name ?? say(language, "merchant", { number: String(till.merchant) })}
        </h1>
        <p>${say(language, "till", { name: till.name })}</p>
        <p class="state">${say(language, "waits")}</p>`;
      return page(language, { path: here, title: say(language, "title"), refresh: REFRESH_SECONDS, body });
    }),
  );
  pages.get(
    "/l/:token/plain",
    limiters.costly,
    handle(async ({ params, path: here }, _response, language) => {
      const link = await readLink(reads, tokenOf(params["token"]));
      return page(language, {
        ...{ path: here, title: say(language, "title") },
        body: linkBody(link, { language, open: isOpen(link, gateway.now()) }),
      });
    }),
  );
  pages.post(
    "/l/:token",
    limiters.writes,
    handle(async (request, response, language) => {
      const form = new URLSearchParams(bodyBytes(request).toString("utf8"));
      const { invoiceId } = await useLink(
        gateway,
        tokenOf(request.params["token"]),
        typedTiyn(form.get("amount")),
      );
      const plain = form.get("plain") === "1" ? `/plain?lang=${language}` : "";
      response.redirect(303, `/pay/${invoiceId}${plain}`);
      return null;
    }),
  );
  app.use(pages);
}

const tokenOf = (text: unknown): string => (TOKEN.test(String(text)) ? String(text) : "");

const textOf = (code: string): PlainTextKey =>
  code.endsWith("-unknown")
    ? "unknown"
    : code === "payment-link-closed"
      ? "closed"
      : code === "payment-link-amount"
        ? "wrong"
        : code === "rate-limited"
          ? "busy"
          : "failed";

/** What a customer typed, as tiyn; null for nothing, and for what is no amount. */
function typedTiyn(text: string | null): bigint | null {
  const found = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec((text ?? "").replaceAll(/[\s\u00a0]/g, ""));
  if (found === null) return null;
  const tiyn = BigInt(found[1]!) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
  return tiyn === 0n ? null : tiyn;
}

function invoiceBody(
  { invoice, state }: InvoiceWithState,
  { language, network, now }: { language: PlainLanguage; network: Gateway["network"]; now: number },
): Markup {
  const { merchant, merchantName, description, terms, box } = invoice;
  const waits = state.status === "open" && state.due > 0n;
  const left = Math.max(terms.payBy - now, 0);
  const uri = waits ? transferUri(network, { to: box.address, amount: state.due }) : "";
  const { returnUrl } = invoice;
  return html`<h1>${merchantName ?? say(language, "merchant", { number: String(merchant) })}</h1>
    <p class="sum">${tengeText(waits ? state.due : terms.amount, language)}</p>
    ${description === null ? null : html`<p>${description}</p>`}
    <p class="state" role="status">${say(language, state.status)}</p>
    ${
      waits
        ? html`<p>${say(language, "left", { time: clockText(left) })}</p>
            <p>${say(language, "how", { amount: tengeText(state.due, language) })}</p>
            ${qrMarkup(uri, say(language, "qr"))}
            <p><a class="big" href="${uri}">${say(language, "link")}</a></p>
            <dl>
              <dt>${say(language, "address")}</dt>
              <dd><code>${box.address}</code></dd>
              <dt>${say(language, "exact")}</dt>
              <dd><code>${plainTenge(state.due)}</code> aKZT</dd>
            </dl>`
        : null
    }
    <dl>
      ${
        state.paid > 0n
          ? html`<dt>${say(language, "paidSoFar")}</dt>
              <dd>${tengeText(state.paid, language)}</dd>`
          : null
      }
      ${
        state.refunded > 0n
          ? html`<dt>${say(language, "refunded")}</dt>
              <dd>${tengeText(state.refunded, language)}</dd>`
          : null
      }
      <dt>${say(language, "number")}</dt>
      <dd>${invoice.number}</dd>
      <dt>${say(language, "invoice")}</dt>
      <dd><code>${invoice.invoiceId}</code></dd>
    </dl>
    ${
      state.paid > 0n
        ? html`<p>
            <a class="big" href="/v1/invoices/${invoice.invoiceId}/receipt">${say(language, "receipt")}</a>
          </p>`
        : null
    }
    ${
      returnUrl !== null && (state.status === "paid" || state.status === "settled")
        ? html`<p>
            <a class="big" rel="noreferrer" href="${returnUrl}"
              >${say(language, "back", { host: new URL(returnUrl).host })}</a
            >
          </p>`
        : null
    }`;
}

const clockText = (seconds: number): string => {
  const two = (value: number): string => String(value % 60).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
};

function linkBody(link: PaymentLink, { language, open }: { language: PlainLanguage; open: boolean }): Markup {
  const { merchant, merchant_name, amount_tiyn, description, token } = link;
  return html`<h1>${merchant_name ?? say(language, "merchant", { number: String(merchant) })}</h1>
    ${amount_tiyn === null ? null : html`<p class="sum">${tengeText(BigInt(amount_tiyn), language)}</p>`}
    <p>${description}</p>
    ${
      open
        ? html`<form method="post" action="/l/${token}?lang=${language}">
            <input type="hidden" name="plain" value="1" />
            ${
              amount_tiyn === null
                ? html`<label
                    >${say(language, "amount")}<input
                      name="amount"
                      inputmode="decimal"
                      required
                      maxlength="16"
                      autocomplete="off"
                  /></label>`
                : null
            }
            <button>${say(language, "pay")}</button>
          </form>`
        : html`<p class="state">${say(language, "closed")}</p>`
    }`;
}

function sendPage(response: Response, status: number, text: string): void {
  response
    .status(status)
    .set({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": PLAIN_POLICY,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    .send(text);
}

const ADDRESSES = [/^\/pay\/0x[0-9a-f]{64}$/, /^\/[tl]\/[\w-]{22}$/];

/** Where a customer's page is without scripts; null for an address that has no such page. Pure. */
export const plainAddress = (address: string): string | null =>
  ADDRESSES.some((each) => each.test(address)) ? `${address}/plain` : null;

/** The application's first page with a way on for browsers that run no scripts. Pure. */
export const withPlainWay = (document: string, plain: string): string =>
  document.replace(
    "</head>",
    () =>
      `${html`<noscript><meta http-equiv="refresh" content="0; url=${plain}" /></noscript>`.markup}</head>`,
  );
