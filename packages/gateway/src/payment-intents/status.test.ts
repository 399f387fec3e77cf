import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { INVOICE_STATUSES } from "../invoices/status.ts";
import { INTENT_STATUSES, intentStatus } from "./status.ts";

describe("intentStatus", () => {
  it("names every state of an invoice, with and without a hold", () => {
    const named = INVOICE_STATUSES.map((status) => [
      status,
      ...[0n, 1n].map((held) => intentStatus({ status, held })),
    ]);
    expect(named).to.deep.equal([
      ["draft", "requires_payment_method", "requires_payment_method"],
      ["open", "requires_payment_method", "requires_payment_method"],
      ["processing", "processing", "requires_capture"],
      ["paid", "succeeded", "succeeded"],
      ["settled", "succeeded", "succeeded"],
      ["expired", "canceled", "canceled"],
      ["void", "canceled", "processing"],
    ]);
  });

  it("says «succeeded» of paid invoices only, and «canceled» of none that holds money back", () => {
    const some = fc.record({ status: fc.constantFrom(...INVOICE_STATUSES), held: fc.bigInt({ min: 0n }) });
    fc.assert(
      fc.property(some, (state) => {
        const said = intentStatus(state);
        expect(INTENT_STATUSES).to.include(said);
        expect(said === "succeeded").to.equal(state.status === "paid" || state.status === "settled");
        if (said === "canceled" && state.status === "void") expect(state.held).to.equal(0n);
      }),
    );
  });
});
