import { expect } from "chai";
import { describe, it } from "mocha";
import { RowsError } from "../derive/rows.ts";
import { metricHash, metricOf, METRICS, scoreProblem, type ProblemRow } from "./metrics.ts";

const rows = (...values: string[]): ProblemRow[] =>
  values.map((value, index) => ({ key: `k${index}`, value }));
const score = (id: string, truth: string[], said: string[]): string =>
  scoreProblem(metricOf(id)!, rows(...truth), rows(...said));

describe("The metrics of the problem board", () => {
  it("give exact scores, rounded once to six digits", () => {
    expect(score("mean-absolute-error", ["0.1", "0.2", "1"], ["0.4", "0.1", "1"])).to.equal("0.133333");
    expect(score("mean-absolute-error", ["10"], ["10"])).to.equal("0.000000");
    expect(score("root-mean-square-error", ["0", "0"], ["3", "4"])).to.equal("3.535534");
    expect(score("root-mean-square-error", ["0"], ["0.0000005"])).to.equal("0.000001");
    expect(score("root-mean-square-error", ["1", "2"], ["1", "2"])).to.equal("0.000000");
    expect(score("f1", ["1", "1", "0", "0"], ["1", "0", "1", "0"])).to.equal("0.500000");
    expect(score("f1", ["0", "0"], ["0", "0"])).to.equal("1.000000");
    expect(score("f1", ["1"], ["0"])).to.equal("0.000000");
  });

  it("do not depend on the order of the rows", () => {
    const truth = rows("1", "2", "3");
    const said = rows("2", "2", "5");
    for (const metric of METRICS.filter(({ id }) => id !== "f1"))
      expect(scoreProblem(metric, truth, said.toReversed())).to.equal(scoreProblem(metric, truth, said));
  });

  it("refuse a submission with every fault: what is missing, foreign, doubled, no number", () => {
    const metric = metricOf("mean-absolute-error")!;
    const said = [
      { key: "k0", value: "1,5" },
      { key: "k0", value: "1" },
      { key: "elsewhere", value: "1" },
    ];
    expect(() => scoreProblem(metric, rows("1", "2"), said))
      .to.throw(RowsError)
      .with.property("faults")
      .that.deep.equals([
        { row: 1, column: "value", code: "cell-invalid", detail: "«1,5» is not a decimal number like -12.5" },
        { row: 2, column: "key", code: "row-duplicate", detail: "repeats row 1 (k0)" },
        { row: 3, column: "key", code: "row-contradiction", detail: "«elsewhere» is not asked for" },
        { row: 0, column: "key", code: "rows-missing", detail: "nothing is said of «k1»" },
      ]);
    expect(() => score("f1", ["1"], ["0.5"])).to.throw(RowsError);
  });

  it("keep the hashes under which scores were published", () => {
    expect(METRICS.map((metric) => metricHash(metric).slice(0, 10))).to.deep.equal(HASHES);
  });
});

const HASHES = ["0x6047ce91", "0x4785ff8b", "0xc73b2cd5"];
