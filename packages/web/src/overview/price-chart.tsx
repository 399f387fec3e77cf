// Prices of the last slots: what neighbours paid, between what the grid pays and what it charges.
import { useEffect, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import { formatFixed, formatMinute, formatPrice, type Language } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { slotStart } from "../slot.ts";
import type { PricedSlot } from "./priced-slots.ts";

// Chart pixels only: the amounts that people read never pass through these numbers.
const TIYN_PER_MWH_IN_TENGE_PER_KWH = 100_000;
const drawn = (price: bigint | null): number | null =>
  price === null ? null : Number(price) / TIYN_PER_MWH_IN_TENGE_PER_KWH;
const HEIGHT = 240;

type Series = [number[], (number | null)[], (number | null)[], (number | null)[]];

const seriesOf = (slots: readonly PricedSlot[]): Series => [
  slots.map(({ slot }) => slotStart(slot)),
  slots.map(({ retailTiynPerMWh }) => drawn(retailTiynPerMWh)),
  slots.map(({ priceTiynPerMWh }) => drawn(priceTiynPerMWh)),
  slots.map(({ feedInTiynPerMWh }) => drawn(feedInTiynPerMWh)),
];

/** The chart with its legend; the newest values are in words for those who cannot see it. */
export function PriceChart({ slots }: { slots: readonly PricedSlot[] }): ReactNode {
  const { say, language } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const series = seriesOf(slots);
  const latest = useRef<Series>(series);

  useEffect(() => {
    latest.current = series;
    plot.current?.setData(series);
  });

  useEffect(() => {
    const holder = place.current;
    if (holder === null) return undefined;
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(holder, language), latest.current, holder);
    };
    const fit = new ResizeObserver(() => {
      plot.current?.setSize({ width: holder.clientWidth, height: HEIGHT });
    });
    draw();
    fit.observe(holder);
    scheme.addEventListener("change", draw);
    return () => {
      scheme.removeEventListener("change", draw);
      fit.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [language]);

  const newest = slots.findLast(({ priceTiynPerMWh }) => priceTiynPerMWh !== null);
  const spoken = (price: bigint | null | undefined): string =>
    price === null || price === undefined ? "–" : formatPrice(price, language);
  return (
    <figure>
      <div ref={place} className="chart" aria-hidden="true" />
      <figcaption>
        <ul className="legend">
          <li className="retail">
            <i aria-hidden="true" /> {say("price.retail")} {spoken(newest?.retailTiynPerMWh)}
          </li>
          <li className="price">
            <i aria-hidden="true" /> {say("price.neighbours")} {spoken(newest?.priceTiynPerMWh)}
          </li>
          <li className="feed-in">
            <i aria-hidden="true" /> {say("price.feedIn")} {spoken(newest?.feedInTiynPerMWh)}
          </li>
        </ul>
      </figcaption>
    </figure>
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
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const line = (name: string, width: number, dash?: number[]): uPlot.Series => ({
    stroke: colour(name),
    width,
    ...(dash && { dash }),
    ...(stepped && { paths: stepped }),
  });
  return {
    width: holder.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: (_, least, most) => [Math.min(0, least), most * 1.1] } },
    axes: [
      {
        ...axis,
        size: 28,
        space: 64,
        values: (_, times) => times.map((time) => formatMinute(time, language)),
      },
      {
        ...axis,
        size: 52,
        values: (_, prices) =>
          prices.map((price) =>
            formatFixed(BigInt(Math.round(price * TIYN_PER_MWH_IN_TENGE_PER_KWH)), 5, 2, language),
          ),
      },
    ],
    series: [
      {},
      line("--chart-retail", 1.5, [6, 4]),
      line("--chart-price", 2.5),
      line("--chart-feed-in", 1.5, [2, 4]),
    ],
  };
}
