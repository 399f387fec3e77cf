import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { alertRuleSchema, type AlertEvent, type Handled, type Measured } from "./events.ts";
import { foldAlerts, type Alert } from "./fold.ts";

const RULE = alertRuleSchema.parse({
  threshold: "pm25",
  release: "0.9",
  closeAfterSeconds: 300,
  reraiseAfterSeconds: 1000,
});
const value = (at: number, measured: string, subject = "station:1"): Measured => ({
  kind: "measured",
  at,
  threshold: "pm25",
  version: 1,
  subject,
  value: measured,
  limit: "100",
  comparison: "above",
});
const person = (kind: Handled["kind"], at: number): Handled => ({
  kind,
  at,
  threshold: "pm25",
  subject: "station:1",
  by: "participant:7",
  note: "seen",
});
const fold = (...events: AlertEvent[]): readonly Alert[] => foldAlerts(events, [RULE]).alerts;
const states = ({ steps }: Alert): string[] => steps.map(({ state, at }) => `${state}@${at}`);

describe("foldAlerts", () => {
  it("refuses what cannot be done to an alert, and keeps the refusal", () => {
    const { refused, alerts } = foldAlerts(
      [
        person("acknowledged", 0),
        value(1, "150"),
        person("acknowledged", 2),
        person("acknowledged", 3),
        person("closed", 4),
        person("closed", 5),
        { ...value(6, "150"), threshold: "pm10" },
      ],
      [RULE],
    );
    expect(refused.map(({ code, event }) => `${code}@${event.at}`)).to.deep.equal([
      "alert-not-open@0",
      "alert-already-acknowledged@3",
      "alert-not-open@5",
      "alert-rule-unknown@6",
    ]);
    expect(alerts).to.have.length(1);
  });

  it("raises one alert for a threshold and subject, however often the limit is crossed", () => {
    const [alert, ...others] = fold(value(0, "150"), value(10, "180"), value(20, "120"), value(25, "99"));
    expect(others).to.deep.equal([]);
    expect(alert).to.deep.include({ state: "raised", worst: "180", last: "99", raisedAt: 0 });
    expect(fold(value(0, "150"), value(0, "150", "station:2"))).to.have.length(2);
  });

  it("goes from raised to acknowledged to closed by people", () => {
    const [alert] = fold(value(0, "150"), person("acknowledged", 10), person("closed", 20));
    expect(states(alert!)).to.deep.equal(["raised@0", "acknowledged@10", "closed@20"]);
    expect(alert!.steps[1]).to.deep.include({ by: "participant:7", note: "seen" });
  });

  it("closes by itself once the value has been at the release level for long enough", () => {
    const series = [value(0, "150"), value(10, "95"), value(500, "95"), value(510, "90")];
    expect(fold(...series, value(800, "80"))[0]!.state).to.equal("raised");
    expect(states(fold(...series, value(810, "95"))[0]!)).to.deep.equal(["raised@0", "closed@810"]);
  });

  it("is raised again when the limit is crossed after a recovery, also where it was acknowledged", () => {
    const [alert] = fold(
      value(0, "150"),
      person("acknowledged", 1),
      value(2, "95"),
      value(3, "150"),
      value(4, "90"),
      value(5, "101"),
    );
    expect(states(alert!)).to.deep.equal(["raised@0", "acknowledged@1", "raised@5"]);
  });

  it("stays quiet after people closed it, until the value recovers or the rule's time has passed", () => {
    const closed = [value(0, "150"), person("closed", 10)];
    expect(fold(...closed, value(20, "150"), value(1009, "150"))).to.have.length(1);
    expect(fold(...closed, value(1010, "150"))).to.have.length(2);
    expect(fold(...closed, value(20, "95"), value(30, "150"))).to.have.length(1);
    expect(fold(...closed, value(20, "90"), value(30, "150"))).to.have.length(2);
    expect(fold(value(0, "150"), value(5, "80"), person("closed", 10), value(20, "150"))).to.have.length(2);
  });

  it("judges a lower limit from the other side", () => {
    const low = (at: number, level: string): Measured => ({
      ...value(at, level),
      comparison: "below",
      limit: "2",
    });
    const rules = [{ ...RULE, release: "1.5" }];
    const run = (...events: AlertEvent[]) => foldAlerts(events, rules).alerts;
    expect(run(low(0, "1"), low(10, "0.5"), low(20, "2.9"), low(900, "2.9"))[0]).to.deep.include({
      state: "raised",
      worst: "0.5",
    });
    expect(run(low(0, "1"), low(10, "3"), low(310, "3"))[0]!.state).to.equal("closed");
  });

  const event = fc.oneof(
    fc
      .tuple(
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom("50", "90", "95", "100", "101", "150"),
        fc.constantFrom("station:1", "station:2"),
      )
      .map(([at, level, subject]): AlertEvent => value(at * 60, level, subject)),
    fc
      .tuple(fc.constantFrom("acknowledged" as const, "closed" as const), fc.integer({ min: 0, max: 40 }))
      .map(([kind, at]): AlertEvent => person(kind, at * 60)),
  );

  it("makes the same alerts of the same events in any order", () => {
    const lists = fc
      .array(event, { maxLength: 30 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        expect(foldAlerts(list, [RULE])).to.deep.equal(foldAlerts(shuffled, [RULE]));
      }),
      { numRuns: 500 },
    );
  });

  it("never has two open alerts of a threshold and subject, and only steps that are allowed", () => {
    const next: Record<string, readonly string[]> = {
      raised: ["acknowledged", "closed"],
      acknowledged: ["raised", "closed"],
      closed: [],
    };
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { alerts } = foldAlerts(events, [RULE]);
        for (const subject of ["station:1", "station:2"])
          expect(
            alerts.filter((alert) => alert.subject === subject && alert.state !== "closed").length,
          ).to.be.at.most(1);
        expect(new Set(alerts.map(({ id }) => id)).size).to.equal(alerts.length);
        for (const { steps } of alerts) {
          expect(steps[0]!.state).to.equal("raised");
          for (const [index, { state }] of steps.slice(1).entries())
            expect(next[steps[index]!.state]).to.include(state);
        }
      }),
      { numRuns: 500 },
    );
  });
});
