// The café's counter beside its sales: the link that anybody may pay, receipts of a simulated tax body, the evening with a simulated bank.
import { tengeText } from "@alatau/formats";
import { startSimulator } from "@alatau/gateway";
import { callApi } from "../upload.ts";
import { freePort } from "../supervise/ports.ts";
import { callAsCafe, TILL, type CafeCaller } from "./cafe.ts";

const COFFEE = { description: "A coffee for a visitor", amountTiyn: "70000" } as const;
const REGISTER = "SIMULATED-1";
const TOKEN = "demo";
/** Of no bank: check digits 00 are never right. */
const IBAN = "KZ00SIMULATEDBANK000";

interface Report {
  readonly number: number;
  readonly inBank: { readonly state: string };
  readonly document: {
    readonly day: string;
    readonly payout: { readonly expectedTiyn: string; readonly reference: string | null };
  };
}

/** The café's payment link, made once: whoever opens it pays for a coffee. Answers its address without the host. */
export async function coffeeLink(cafe: CafeCaller): Promise<string> {
  interface Link {
    readonly link: string;
    readonly description: string;
    readonly open: boolean;
  }
  const { items } = await callAsCafe<{ items: Link[] }>(cafe, "/v1/payment-links");
  const known = items.find(({ description, open }) => open && description === COFFEE.description);
  if (known !== undefined) return known.link;
  return (await callAsCafe<Link>(cafe, "/v1/payment-links", { ...COFFEE, till: TILL })).link;
}

/** Starts a simulated fiscal operator and has the counter ask it for receipts. Answers its port, which a later start should take again. */
export async function openReceipts(
  cafe: CafeCaller,
  wantedPort: number,
): Promise<AsyncDisposable & { readonly port: number }> {
  const port = await freePort(wantedPort).catch(() => freePort(0));
  const simulator = await startSimulator({ port, token: TOKEN });
  interface Register {
    readonly till: string | null;
    readonly operator: string;
  }
  const { items } = await callAsCafe<{ items: Register[] }>(cafe, "/v1/fiscal-tills");
  const on = items.find(({ till }) => till === TILL);
  if (on !== undefined && on.operator !== simulator.url)
    await callAsCafe(cafe, "/v1/fiscal-tills/off", { till: TILL });
  const asked = { till: TILL, operator: simulator.url, token: TOKEN, register: REGISTER };
  if (on?.operator !== simulator.url) await callAsCafe(cafe, "/v1/fiscal-tills", asked);
  return { port, [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose]() };
}

/** Closes the counter's day and hands in what the simulated bank says of it. */
export async function closeDay(cafe: CafeCaller): Promise<void> {
  const { number } = await callAsCafe<Report>(cafe, "/v1/reports", { till: TILL });
  cafe.print(`café: the counter's day closed, Z-report ${number}`);
  await bankPays(cafe);
}

/** A statement of the simulated bank with the payout of every report that is not in the bank yet. */
export async function bankPays(cafe: CafeCaller): Promise<void> {
  const { items } = await callAsCafe<{ items: Report[] }>(cafe, `/v1/reports?till=${TILL}`);
  const due = items.filter(({ inBank }) => inBank.state === "no");
  if (due.length === 0) return;
  const rows = due.map(
    ({ number, document: { day, payout } }) =>
      `${IBAN},SIMULATED-${number},${day},${tengeText(BigInt(payout.expectedTiyn))},KZT,"SIMULATED BANK: payout ${payout.reference}"`,
  );
  await callApi(`${cafe.url}/v1/bank-statements`, {
    method: "POST",
    headers: { "content-type": "text/csv", authorization: `Bearer ${cafe.apiKey}` },
    body: ["account,reference,date,amount,currency,text", ...rows, ""].join("\n"),
    signal: cafe.signal,
  });
  cafe.print(`café: the simulated bank's statement names ${due.length} payout${due.length === 1 ? "" : "s"}`);
}
