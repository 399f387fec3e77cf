import { expect } from "chai";
import { describe, it } from "mocha";
import { ContractRefusedError, ledgerErrorsAbi, LedgerError } from "@alatau/sdk";
import { ERRORS, ERROR_GROUPS, ProblemError, toProblem } from "./problems.ts";

describe("the error table", () => {
  it("has an entry for every error of every contract", () => {
    const codes = ledgerErrorsAbi.map(({ name }) => new ContractRefusedError(name, [], undefined).code);
    expect(codes.filter((code) => !(code in ERRORS))).to.deep.equal([]);
  });

  it("gives each code one meaning only", () => {
    const codes = Object.values(ERROR_GROUPS).flatMap((group) => Object.keys(group));
    const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
    expect(twice).to.deep.equal([]);
  });

  it("says for every code why it happens and what to do", () => {
    for (const [code, { status, title, why, remedy }] of Object.entries(ERRORS)) {
      expect(code).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(status).to.be.within(400, 503);
      expect(
        [title, why, remedy].every((text) => text.length > 2),
        code,
      ).to.equal(true);
    }
  });
});

describe("toProblem", () => {
  it("knows a database that broke off, or whose tables are being rebuilt, and asks to come again", () => {
    const rebuilt = Object.assign(new Error('relation "ledger.sales" does not exist'), { code: "42P01" });
    for (const failure of [new Error("Connection terminated unexpectedly"), rebuilt])
      expect(toProblem(failure, "/")).to.include({ status: 503, code: "database-unreachable" });
  });

  it("tells nothing of what nobody foresaw", () => {
    const problem = toProblem(new Error("password=1234"), "/v1/sales");
    expect(problem).to.include({ status: 500, code: "internal", type: "/problems/internal" });
    expect(JSON.stringify(problem)).to.not.include("1234");
  });

  it("tells nothing of a code that is not in the table", () => {
    expect(toProblem(new LedgerError("secret-inside", "inner text"), "/").detail).to.not.include("inner");
  });

  it("names the fields that are wrong", () => {
    const errors = [{ at: "body.order", message: "missing" }];
    expect(toProblem(new ProblemError("request-invalid", undefined, { errors }), "/").errors).to.equal(
      errors,
    );
  });
});
