import { expect } from "chai";
import { describe, it } from "mocha";
import { matchPath } from "./match-path.ts";

describe("matchPath", () => {
  it("finds the parameters of a path", () => {
    expect(matchPath("/slots/:zone/:slot", "/slots/7/1970000")).to.deep.equal({ zone: "7", slot: "1970000" });
    expect(matchPath("/", "/")).to.deep.equal({});
    expect(matchPath("/sales", "/sales/")).to.deep.equal({});
    expect(matchPath("/sales/:id", "/sales/a%2Fb")).to.deep.equal({ id: "a/b" });
  });

  it("refuses other paths, empty parameters and broken escapes", () => {
    expect(matchPath("/sales/:id", "/sales")).to.equal(null);
    expect(matchPath("/sales/:id", "/sales//")).to.equal(null);
    expect(matchPath("/sales/:id", "/slots/1")).to.equal(null);
    expect(matchPath("/sales/:id", "/sales/%E0%A4%A")).to.equal(null);
  });
});
