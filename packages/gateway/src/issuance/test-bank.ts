// For tests: a bank that writes statements, and people who sign in at the issuer's desk.
import { makeIban, tengeText } from "@alatau/formats";
import { expect } from "chai";
import type { PrivateKeyAccount } from "viem";
import { createSiweMessage } from "viem/siwe";
import type { Story } from "../test-story.ts";

export const ISSUER_IBAN = makeIban("KZ", "125KZT5004100100");
export const SENDER_IBAN = makeIban("KZ", "125KZT5004100200");

export interface Booked {
  readonly reference: string;
  /** Below zero: debited. */
  readonly tiyn: bigint;
  readonly text?: string;
  readonly endToEnd?: string;
  readonly from?: string | null;
  readonly returned?: boolean;
  readonly currency?: string;
}

/** A camt.053 statement of one day that goes on from a balance. */
export function camt(
  day: string,
  opening: bigint,
  entries: readonly Booked[],
  { iban = ISSUER_IBAN } = {},
): string {
  const closing = entries.reduce((sum, { tiyn }) => sum + tiyn, opening);
  const side = (tiyn: bigint): string => (tiyn < 0n ? "DBIT" : "CRDT");
  const size = (tiyn: bigint): string => tengeText(tiyn < 0n ? -tiyn : tiyn);
  const balance = (code: string, tiyn: bigint): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">${size(tiyn)}</Amt><CdtDbtInd>${side(tiyn)}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
  const entry = ({
    reference,
    tiyn,
    text = "",
    endToEnd,
    from = SENDER_IBAN,
    returned,
    currency = "KZT",
  }: Booked): string => {
    const party = tiyn < 0n ? "Cdtr" : "Dbtr";
    const parties =
      from === null
        ? ""
        : `<RltdPties><${party}><Pty><Nm>Sender &amp; Co</Nm></Pty></${party}><${party}Acct><Id><IBAN>${from}</IBAN></Id></${party}Acct></RltdPties>`;
    return (
      `<Ntry><Amt Ccy="${currency}">${size(tiyn)}</Amt><CdtDbtInd>${side(tiyn)}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt>` +
      `<AcctSvcrRef>${reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>${endToEnd ?? "NOTPROVIDED"}</EndToEndId></Refs>${parties}` +
      `<RmtInf><Ustrd>${text}</Ustrd></RmtInf>${returned === true ? "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" : ""}</TxDtls></NtryDtls></Ntry>`
    );
  };
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M-${day}</MsgId></GrpHdr>` +
    `<Stmt><Id>S-${day}</Id><FrToDt><FrDtTm>${day}T00:00:00</FrDtTm><ToDtTm>${day}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>KZT</Ccy></Acct>` +
    `${balance("OPBD", opening)}${balance("CLBD", closing)}${entries.map(entry).join("")}</Stmt></BkToCstmrStmt></Document>`
  );
}

/** Somebody's session, as a header. */
export async function signedIn(story: Story, account: PrivateKeyAccount): Promise<{ authorization: string }> {
  const url = story.gateway.url;
  const { nonce } = (await (await story.post("/v1/sessions/nonce", {})).json()) as { nonce: string };
  const message = createSiweMessage({
    ...{ address: account.address, chainId: story.net.network.chainId, domain: new URL(url).host },
    ...{ nonce, uri: url, version: "1" },
  });
  const answer = await story.post("/v1/sessions", {
    message,
    signature: await account.signMessage({ message }),
  });
  expect(answer.status).to.equal(201);
  return { authorization: `Bearer ${((await answer.json()) as { token: string }).token}` };
}

export interface Desk {
  readonly holder: { authorization: string };
  readonly one: { authorization: string };
  readonly two: { authorization: string };
  readonly viewer: { authorization: string };
}

/** The issuer's account and people; the names are those of their keys. */
export async function openDesk(story: Story): Promise<Desk> {
  const enter = async (name: string) => await signedIn(story, story.net.account(name));
  const holder = await enter("issuer");
  const ok = async (where: string, body: object): Promise<void> => {
    const answer = await story.post(where, body, holder);
    if (answer.status !== 201) throw new Error(await answer.text());
  };
  await ok("/v1/issuer/accounts", { iban: ISSUER_IBAN, name: "Alatau Issuer", bic: "TSESKZKA" });
  for (const [name, role] of [
    ["officer one", "officer"],
    ["officer two", "officer"],
    ["viewer", "viewer"],
  ])
    await ok("/v1/issuer/members", { account: story.net.account(name!).address, name, role });
  return {
    ...{ holder, one: await enter("officer one"), two: await enter("officer two") },
    viewer: await enter("viewer"),
  };
}
