// A data set's main property over the last hours, with its axes.
import { useEffect, useRef, useState, type ReactNode } from "react";
import uPlot from "uplot";
import { formatDay, formatMinute, unixOf, type Language } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { cityPaths, getSeries, type Step } from "./answers.ts";
import { formatDecimal, formatValue, nameOfProperty, signOfUnit } from "./kinds.ts";

const HEIGHT = 240;
const SPANS = [6, 24, 168] as const;

type Drawn = [number[], (number | null)[], (number | null)[], (number | null)[]];

const drawnOf = (steps: readonly Step[]): Drawn => {
  const seen = steps.filter(({ median }) => median !== null);
  return [
    seen.map(({ endsAt }) => unixOf(endsAt)),
    seen.map(({ most }) => most),
    seen.map(({ median }) => median),
    seen.map(({ least }) => least),
  ];
};

/** The chart with a choice of how far it looks back; the newest value stands in words beside it. */
export function CourseChart({ name, observed }: { name: string; observed: number }): ReactNode {
  const { say, language } = useSpeech();
  const [hours, setHours] = useState<number>(24);
  const series = useResource(cityPaths.series(name, { hours }), getSeries, Math.floor(observed / 10));
  const { property, unit, steps } = series.value ?? { property: null, unit: null, steps: [] };
  const drawn = drawnOf(steps);
  const newest = steps.findLast(({ median }) => median !== null)?.median ?? null;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(drawn);
  useEffect(() => {
    latest.current = drawn;
    plot.current?.setData(drawn);
  });
  const hasChart = property !== null;
  useEffect(() => {
    const holder = place.current;
    if (holder === null) return undefined;
    plot.current = new uPlot(optionsFor(holder, language), latest.current, holder);
    const fit = new ResizeObserver(() =>
      plot.current?.setSize({ width: holder.clientWidth, height: HEIGHT }),
    );
    fit.observe(holder);
    return () => {
      fit.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [language, hasChart]);
  if (property === null) return null;
  return (
    <section className="card">
      <header>
        <h2>
          {nameOfProperty(property, say)}
          {newest !== null && ` · ${formatValue({ property, unit }, newest, language)}`}
        </h2>
        <div className="row" role="group" aria-label={say("city.show")}>
          {SPANS.map((span) => (
            <button key={span} type="button" aria-pressed={span === hours} onClick={() => setHours(span)}>
              {say("city.age.hours", { n: String(span) })}
            </button>
          ))}
        </div>
      </header>
      <div ref={place} className="chart" aria-hidden="true" />
      <p className="quiet">
        {[signOfUnit(unit, property, language), say("city.middle")].filter((word) => word !== "").join(" · ")}
      </p>
    </section>
  );
}

function optionsFor(holder: HTMLElement, language: Language): uPlot.Options {
  const style = getComputedStyle(holder);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--ink-quiet"),
    grid: { stroke: colour("--chart-grid"), width: 1 },
    ticks: { show: false },
  };
  const edge = { stroke: "transparent", width: 0, points: { show: false } };
  return {
    width: holder.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true } },
    axes: [
      {
        ...axis,
        size: 28,
        space: 64,
        values: (_, times) =>
          times.map((time) =>
            time % 86_400 === 86_400 - 18_000 ? formatDay(time, language) : formatMinute(time, language),
          ),
      },
      { ...axis, size: 56, values: (_, values) => values.map((value) => formatDecimal(value, language)) },
    ],
    bands: [{ series: [1, 3], fill: colour("--accent-soft") }],
    series: [{}, edge, { stroke: colour("--chart-price"), width: 2, spanGaps: true }, edge],
  };
}
