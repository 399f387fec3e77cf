import type { TiynPerMWh, Wh } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { zeroAddress, zeroHash, type Hex } from "viem";
import {
  askedOf,
  claimOf,
  costOf,
  delivers,
  dueOf,
  isCovered,
  judgeVoucher,
  LAG_WH,
  owedOf,
  type Session,
  type SessionChannel,
} from "./session.ts";

type Paid = Session & { readonly channel: SessionChannel };
const PRICE = 9_001_000n as TiynPerMWh;
const config = {
  ...{ payer: zeroAddress, payerAuthorizer: zeroAddress, receiver: zeroAddress, token: zeroAddress },
  ...{ receiverAuthorizer: zeroAddress, withdrawDelay: 86_400, salt: zeroHash },
};
const signatureOf = (max: bigint): Hex => `0x${max.toString(16).padStart(130, "0")}`;
/** A session that is paid through a channel from which `base` was claimed before. */
const opened = (base: bigint, balance: bigint): Paid => ({
  ...{ session: 1, device: 1, participant: 1, state: "charging", price: PRICE, pluggedAt: 0 },
  ...{ energy: 0n as Wh, recordHash: null, dedupe: null },
  channel: {
    ...{ id: zeroHash, config, base, balance, charged: base, signed: base, lastCharge: 0n },
    signature: signatureOf(base),
  },
});
/** What a stock client hands in for an offer: it counts from what it knows. */
const pay = (session: Paid, adds = askedOf(session), from = session.channel.charged): Paid | string => {
  const max = from + adds;
  const verdict = judgeVoucher(session, { max, adds, signature: signatureOf(max) });
  if (verdict.kind !== "taken") return verdict.kind;
  const { charged, charge: lastCharge } = verdict;
  const channel = { ...session.channel, charged, signed: max, signature: signatureOf(max), lastCharge };
  return { ...session, channel };
};

describe("a charging session", () => {
  it("costs price × energy, rounded up once on the sum", () => {
    const session = opened(0n, 1_000_000n);
    expect([0n, 1n, 1_000n, 1_001n].map((wh) => costOf({ ...session, energy: wh as Wh }))).to.deep.equal([
      ...[0n, 10n, 9_001n, 9_011n],
    ]);
  });

  it("stops when vouchers lag by more than a kilowatt-hour, and before anybody pays", () => {
    const session = opened(0n, 1_000_000n);
    expect(delivers({ ...session, energy: LAG_WH as Wh })).to.equal(true);
    expect(delivers({ ...session, energy: (LAG_WH + 1n) as Wh })).to.equal(false);
    expect(delivers({ ...session, state: "plugged", channel: null })).to.equal(false);
    expect(delivers({ ...session, state: "finishing" })).to.equal(false);
  });

  it("refuses vouchers that count from elsewhere, go ahead or beyond the channel", () => {
    const session = { ...opened(500n, 10_000n), energy: 1_000n as Wh };
    expect(pay(session, dueOf(session), 499n)).to.equal("mismatch");
    expect(pay(session, dueOf(session) + 1n)).to.equal("mismatch");
    expect(pay({ ...session, energy: 2_000n as Wh })).to.equal("exceeds-balance");
    const paid = pay(session) as Paid;
    const { signed: max, signature } = paid.channel;
    expect(judgeVoucher(paid, { max, adds: 9_001n, signature }).kind).to.equal("same");
  });

  it("whatever is metered and paid when: claimed ≤ highest voucher ≤ deposit, never above the cost, and nothing falls (Y17)", () => {
    const steps = fc.array(fc.record({ wh: fc.bigInt(0n, 900n), pays: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 9n), fc.bigInt(1n, 200_000n), steps, (base, deposit, walk) => {
        let session = opened(base, base + deposit);
        for (const { wh, pays } of walk) {
          session = { ...session, energy: (session.energy + wh) as Wh };
          const next = pays ? pay(session) : session;
          if (typeof next === "string") expect(next).to.equal("exceeds-balance");
          else {
            expect(next.channel.signed >= session.channel.signed).to.equal(true);
            expect(next.channel.charged >= session.channel.charged).to.equal(true);
            session = next;
          }
          const { charged, signed, balance } = session.channel;
          expect(charged <= signed && signed <= balance).to.equal(true);
          expect(signed <= owedOf(session) + 1n).to.equal(true);
          const claimed = claimOf(session);
          expect(claimed <= signed && claimed <= owedOf(session)).to.equal(true);
          if (isCovered(session)) expect(claimed).to.equal(owedOf(session));
        }
      }),
    );
  });
});
