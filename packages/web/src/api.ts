// Everything the pages ask of the gateway, typed: the one place to change when an address or an answer changes.
import type {
  Account,
  Authorization,
  Device,
  Invoice,
  LedgerRecord,
  MeterKey,
  Overview,
  Page,
  Payload,
  Correction,
  Payment,
  PaymentToken,
  PublicInvoice,
  Quote,
  Receipt,
  Sale,
  SaleStory,
  Session,
  Slot,
  Status,
  Submission,
  Tariff,
  UnsignedTransaction,
} from "./answers.ts";
import { ask, askText, withQuery } from "./http.ts";
import type { Endpoint, PublicPaymentLink, Till, TillLink, Tried } from "./merchant/answers.ts";

type Signal = AbortSignal | undefined;
type Query = Readonly<Record<string, string | number | undefined>>;

const part = (value: string | number): string => encodeURIComponent(String(value));

/** Addresses of the gateway. */
export const paths = {
  tills: "/v1/tills",
  till: (till: number) => `/v1/tills/${part(till)}`,
  tillLink: (token: string) => `/v1/till-links/${part(token)}`,
  link: (token: string) => `/v1/links/${part(token)}`,
  reserve: (token: string) => withQuery("/v1/refunds/reserve", { token }),
  refunds: (query: Query = {}) => withQuery("/v1/refunds", query),
  paymentDisputes: "/v1/payment-disputes",
  paymentLinks: "/v1/payment-links",
  members: "/v1/members",
  apiKeys: "/v1/api-keys",
  endpoints: "/v1/webhook-endpoints",
  deliveries: (query: Query = {}) => withQuery("/v1/deliveries", query),
  participant: (participant: number) => `/v1/participants/${part(participant)}`,
  receipt: (id: string) => `/v1/invoices/${part(id)}/receipt`,
  status: "/v1/status",
  overview: "/v1/overview",
  events: "/v1/events",
  network: "/network.json",
  participants: (query: Query = {}) => withQuery("/v1/participants", query),
  devices: (query: Query = {}) => withQuery("/v1/devices", query),
  device: (device: string | number) => `/v1/devices/${part(device)}`,
  meterKeys: (device: string | number) => withQuery("/v1/meter-keys", { device }),
  tariffs: (query: Query = {}) => withQuery("/v1/tariffs", query),
  slots: (query: Query = {}) => withQuery("/v1/slots", query),
  slot: (zone: string | number, slot: string | number) => `/v1/slots/${part(zone)}/${part(slot)}`,
  sales: (query: Query = {}) => withQuery("/v1/sales", query),
  sale: (id: string) => `/v1/sales/${part(id)}`,
  saleProof: (id: string) => `/v1/sales/${part(id)}/proof`,
  cancellation: (order: number) => `/v1/orders/${part(order)}/cancellation`,
  dispute: (id: string, query: Query = {}) => withQuery(`/v1/sales/${part(id)}/dispute`, query),
  orders: (query: Query = {}) => withQuery("/v1/orders", query),
  readings: (query: Query = {}) => withQuery("/v1/readings", query),
  record: (hash: string) => `/v1/records/${part(hash)}`,
  payload: (hash: string) => `/v1/records/${part(hash)}/payload`,
  recordProof: (hash: string) => `/v1/records/${part(hash)}/proof`,
  account: (participant: string | number) => `/v1/accounts/${part(participant)}`,
  statement: (participant: string | number, query: Query = {}) =>
    withQuery(`/v1/statements/${part(participant)}`, query),
  statementProof: (participant: string | number) => `/v1/statements/${part(participant)}/proof`,
  session: "/v1/sessions/current",
  invoices: (query: Query = {}) => withQuery("/v1/invoices", query),
  invoice: (id: string) => `/v1/invoices/${part(id)}`,
  corrections: (query: Query = {}) => withQuery("/v1/corrections", query),
  payments: (query: Query = {}) => withQuery("/v1/payments", query),
  paymentTokens: "/v1/payment-tokens",
  quotes: (token: string) => withQuery("/v1/quotes", { token, limit: 5 }),
  paymentProof: (payment: string) => `/v1/payments/${part(payment)}/proof`,
} as const;

/** A reader of one kind of answer, as {@link useResource} takes it. */
const reader =
  <Answer>() =>
  (path: string, signal?: Signal): Promise<Answer> =>
    ask<Answer>(path, { signal });

export const getStatus = reader<Status>();
export const getOverview = reader<Overview>();
export const getDevice = reader<Device>();
export const getMeterKeys = reader<Page<MeterKey>>();
export const getTariffs = reader<Page<Tariff>>();
export const getSlot = reader<Slot>();
export const getSales = reader<Page<Sale>>();
export const getSale = reader<SaleStory>();
export const getRecord = reader<LedgerRecord>();
export const getPayload = reader<Payload>();
export const getAccount = reader<Account>();
export const getSession = reader<Session>();
export const getInvoice = reader<PublicInvoice>();
export const getInvoices = reader<Page<Invoice>>();
export const getCorrections = reader<{ readonly items: readonly Correction[] }>();
export const getPayments = reader<Page<Payment>>();
export const getPaymentTokens = reader<Pick<Page<PaymentToken>, "items">>();
export const getQuotes = reader<Page<Quote>>();
export const getReceipt = reader<Receipt>();
export const getReserve = reader<{ readonly amount: string }>();
export const getTills = reader<Page<Till>>();
export const getTill = reader<Till>();
export const getTillLink = reader<TillLink>();
export const getLink = reader<PublicPaymentLink>();
export const getParticipant = reader<{ readonly account: string }>();

/** `network.json` as it is served; whoever uses it parses it. */
export const getNetwork = (): Promise<unknown> => ask<unknown>(paths.network);

/** A proof bundle as its bytes came: what is checked is what is downloaded. */
export const getBundleText = (path: string, signal?: Signal): Promise<string> => askText(path, { signal });

/** Every writing call has a key of its own, so that the browser's repeat of it is safe; `key` makes a later repeat the same call. */
export const write = <Answer>(
  path: string,
  body?: unknown,
  key: string = crypto.randomUUID(),
): Promise<Answer> => ask(path, { method: "POST", body, headers: { "idempotency-key": key } });

/** Hands in a signed order; the same key makes a repeat safe. */
export const placeOrder = (body: unknown): Promise<Submission> => write("/v1/orders", body);

/** The transaction that the participant has to sign for a cancellation or a dispute. */
export const getUnsigned = (path: string): Promise<UnsignedTransaction> => ask<UnsignedTransaction>(path);

/** Hands in what the participant has signed; the same bytes again have no second effect. */
export const handIn = (path: string, body: unknown): Promise<Submission> =>
  ask(path, { method: "POST", body });

/** Takes something away. */
export const drop = async (path: string): Promise<void> => void (await askText(path, { method: "DELETE" }));

/** Makes an invoice of the merchant that is signed in; the same key again is the same invoice. */
export const createInvoice = (body: unknown, key?: string): Promise<Invoice> =>
  write(paths.invoices(), body, key);

/** Makes the invoice of a payment link. */
export const invoiceOfLink = (token: string, body: unknown): Promise<{ readonly invoice: string }> =>
  write(`${paths.link(token)}/invoices`, body);

/** Makes a till, a payment link, a member, an API key or an endpoint: whatever the list at the path holds. */
export const addTo = <Made>(path: string, body: unknown): Promise<Made> => write(path, body);

/** Asks for something that is answered with nothing. */
export const tell = async (path: string, body: unknown): Promise<void> => {
  const headers = { "idempotency-key": crypto.randomUUID() };
  await askText(path, { method: "POST", body, headers });
};

/** Sends a test event to an endpoint now. */
export const tryEndpoint = (endpoint: number): Promise<Tried> =>
  write(`${paths.endpoints}/${part(endpoint)}/test`);

/** A new secret for an endpoint. */
export const changeSecret = (endpoint: number): Promise<Endpoint & { readonly secret: string }> =>
  write(`${paths.endpoints}/${part(endpoint)}/secret`, {});

/** Sends a delivery again. */
export const replayDelivery = (delivery: number): Promise<unknown> =>
  write(`/v1/deliveries/${part(delivery)}/replay`);

/** Closes an invoice on which nothing was paid. */
export const voidInvoice = (id: string): Promise<Invoice> => write(`${paths.invoice(id)}/void`);

/** Typed data is signed as it came: parsed without turning amounts into bigints. */
const getTypedData = async (path: string): Promise<Authorization> =>
  JSON.parse(await askText(path)) as Authorization;

/** What the payer's wallet signs; for another token by the quote in force. */
export const getAuthorization = (id: string, payer: string, token?: string): Promise<Authorization> =>
  getTypedData(withQuery(`${paths.invoice(id)}/authorization`, { payer, token }));

/** Pays an invoice with the payer's signature. */
export const payInvoice = (id: string, body: unknown): Promise<PublicInvoice> =>
  write(`${paths.invoice(id)}/payments`, body);

/** What the merchant's wallet signs to give money back. */
export const getRefundAuthorization = (query: Query): Promise<Authorization> =>
  getTypedData(withQuery("/v1/refunds/authorization", query));

/** Hands in a refund. */
export const refund = (body: unknown): Promise<unknown> => write("/v1/refunds", body);

/** A nonce for a sign-in message. */
export const requestNonce = (): Promise<{ readonly nonce: string }> =>
  ask("/v1/sessions/nonce", { method: "POST" });

/** Signs in with a signed ERC-4361 message; the session is a cookie that scripts cannot read. */
export const openSession = (message: string, signature: string): Promise<Session> =>
  ask("/v1/sessions", { method: "POST", body: { message, signature } });

/** Signs out. */
export const closeSession = (): Promise<void> => drop(paths.session);

/** Every page of a list, one after the other, up to about `most` rows. */
export async function getAll<Row>(path: string, most: number, signal?: Signal): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const joint = path.includes("?") ? "&" : "?";
    const address: string = after === null ? path : `${path}${joint}after=${part(after)}`;
    const page: Page<Row> = await ask<Page<Row>>(address, { signal });
    rows.push(...page.items);
    after = page.next;
  } while (after !== null && rows.length < most);
  return rows;
}
