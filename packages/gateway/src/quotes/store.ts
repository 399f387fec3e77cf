// Quotes of exchanges: taken when a holder of the exchange role has signed them, kept for as long as payments name them.
import { ABIS, QUOTE_SECONDS, quoteHash, quoteTypedData, ROLES, type Quote } from "@alatau/sdk";
import type pg from "pg";
import { getAddress, isAddressEqual, recoverTypedDataAddress, type Address, type Hex } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";

export interface KeptQuote extends Quote {
  readonly hash: Hex;
  readonly signer: Address;
  readonly signature: Hex;
}

export interface QuoteRow {
  number: number;
  quote: string;
  token: string;
  token_amount: string;
  amount_tiyn: string;
  valid_from: string;
  valid_to: string;
  signer: string;
  signature: string;
}

const hex = (column: string): string => `'0x' || encode(${column}, 'hex') AS ${column}`;

/** Rows as {@link QuoteRow}. */
export const QUOTE_SELECT = `SELECT number, ${hex("quote")}, ${hex("token")}, token_amount::text, amount_tiyn::text, valid_from::text,
  valid_to::text, ${hex("signer")}, ${hex("signature")} FROM payload.quotes`;

/** A row as a quote. */
export const quoteOf = (row: QuoteRow): KeptQuote => ({
  hash: row.quote as Hex,
  token: getAddress(row.token),
  tokenAmount: BigInt(row.token_amount),
  amountTiyn: BigInt(row.amount_tiyn),
  validFrom: Number(row.valid_from),
  validTo: Number(row.valid_to),
  signer: getAddress(row.signer),
  signature: row.signature as Hex,
});

/**
 * Takes a quote; the same one again is no second one.
 * @throws {ProblemError} `quote-too-long`, `quote-expired`, `token-not-listed`, `quote-signature-invalid`
 */
export async function keepQuote(gateway: Gateway, quote: Quote, signature: Hex): Promise<KeptQuote> {
  const { network, pool, chain } = gateway;
  if (quote.validTo - quote.validFrom > QUOTE_SECONDS || quote.validTo <= quote.validFrom)
    throw new ProblemError("quote-too-long");
  if ((await ledgerTime(pool)) >= quote.validTo) throw new ProblemError("quote-expired");
  if (isAddressEqual(quote.token, network.contracts.tenge)) throw new ProblemError("token-not-listed");
  await mustBeListed(pool, quote.token);
  const signer = await signerOf(gateway, quote, signature);
  const [isExchange] = await chain.readContract({
    address: network.contracts.accessManager,
    abi: ABIS.accessManager,
    functionName: "hasRole",
    args: [ROLES.exchange, signer],
  });
  if (!isExchange) throw new ProblemError("quote-signature-invalid");
  const hash = quoteHash(network, quote);
  await pool.query(
    `INSERT INTO payload.quotes (quote, token, token_amount, amount_tiyn, valid_from, valid_to, signer, signature)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (quote) DO NOTHING`,
    [
      ...[bytesOf(hash), bytesOf(quote.token), quote.tokenAmount.toString(), quote.amountTiyn.toString()],
      ...[quote.validFrom, quote.validTo, bytesOf(signer), bytesOf(signature)],
    ],
  );
  return { ...quote, hash, signer, signature };
}

/** The quote that holds now and holds longest. @throws {ProblemError} `quote-missing` */
export async function currentQuote(pool: pg.Pool, token: Address): Promise<KeptQuote> {
  const now = await ledgerTime(pool);
  const { rows } = await pool.query<QuoteRow>(
    `${QUOTE_SELECT} WHERE token = $1 AND valid_from <= $2 AND valid_to > $2 ORDER BY valid_to DESC, quote LIMIT 1`,
    [bytesOf(token), now],
  );
  if (rows[0] === undefined) throw new ProblemError("quote-missing");
  return quoteOf(rows[0]);
}

/** A quote that payments may name, in force or not. @throws {ProblemError} `quote-unknown` */
export async function readQuote(pool: pg.Pool, quote: Hex): Promise<KeptQuote> {
  const { rows } = await pool.query<QuoteRow>(`${QUOTE_SELECT} WHERE quote = $1`, [bytesOf(quote)]);
  if (rows[0] === undefined) throw new ProblemError("quote-unknown");
  return quoteOf(rows[0]);
}

/** @throws {ProblemError} `quote-expired` unless the quote holds now */
export async function mustHoldNow(pool: pg.Pool, { validFrom, validTo }: Quote): Promise<void> {
  const now = await ledgerTime(pool);
  if (now < validFrom || now >= validTo) throw new ProblemError("quote-expired");
}

async function signerOf({ network }: Gateway, quote: Quote, signature: Hex): Promise<Address> {
  try {
    return await recoverTypedDataAddress({ ...quoteTypedData(network, quote), signature });
  } catch {
    throw new ProblemError("quote-signature-invalid");
  }
}

/** @throws {ProblemError} `token-not-listed` unless payments may be made in it */
export async function mustBeListed(pool: pg.Pool, token: Address): Promise<void> {
  const { rows } = await pool.query<{ listed: boolean }>(
    "SELECT listed FROM ledger.payment_tokens WHERE token = $1 ORDER BY block_number DESC, log_index DESC LIMIT 1",
    [bytesOf(token)],
  );
  if (rows[0]?.listed !== true) throw new ProblemError("token-not-listed");
}

/** @throws {ProblemError} `chain-unreachable` while nothing is indexed */
async function ledgerTime(pool: pg.Pool): Promise<number> {
  const tip = await chainTip(pool);
  if (tip === undefined) throw new ProblemError("chain-unreachable");
  return tip.timestamp;
}
