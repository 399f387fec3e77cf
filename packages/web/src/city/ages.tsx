// The three states of a data set's newest record with their ages, which go on while the page stands.
import { useEffect, useState, type ReactNode } from "react";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import type { TextKey } from "../texts/en.ts";
import { STATES, type StateName, type Tile } from "./answers.ts";
import { formatAge } from "./kinds.ts";

const STATE_TEXT: Readonly<Record<StateName, TextKey>> = {
  received: "city.received",
  checked: "city.checked",
  anchored: "city.anchored",
};

/** Whole seconds since `value` was another one. */
export function useSecondsSince(value: unknown): number {
  const [counted, setCounted] = useState({ value, seconds: 0 });
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(
      () => setCounted({ value, seconds: Math.floor((performance.now() - start) / 1_000) }),
      1_000,
    );
    return () => clearInterval(timer);
  }, [value]);
  return counted.value === value ? counted.seconds : 0;
}

/** The states side by side; `elapsed`: seconds since the board was read. */
export function States({
  tile: { states, waiting },
  elapsed,
}: {
  tile: Pick<Tile, "states" | "waiting">;
  elapsed: number;
}): ReactNode {
  const { say, language } = useSpeech();
  return (
    <dl className="states">
      {STATES.map((name) => {
        const { ageSeconds, lastHour } = states[name];
        return (
          <div key={name} data-state={name}>
            <dt>{say(STATE_TEXT[name])}</dt>
            <dd>
              <strong>{ageSeconds === null ? "–" : formatAge(ageSeconds + elapsed, say)}</strong>
              <span className="quiet" title={say("city.records", { count: formatCount(lastHour, language) })}>
                {name === "received" && waiting > 0
                  ? say("city.waiting", { count: formatCount(waiting, language) })
                  : formatCount(lastHour, language)}
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
