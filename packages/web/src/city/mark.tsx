// The mark of a subject on the map: a shape for each kind, so that it reads without colour.
import type { ReactNode } from "react";
import type { Kind } from "./kinds.ts";

const SHAPES: Readonly<Record<Kind, string>> = {
  bus: "M-8 -9H8Q10 -9 10 -7V6Q10 8 8 8H7V11H3V8H-3V11H-7V8H-8Q-10 8 -10 6V-7Q-10 -9 -8 -9ZM-7 -6V0H7V-6Z",
  trip: "M-9 0A9 9 0 1 0 9 0A9 9 0 1 0 -9 0ZM-2 -6H1V1H6V4H-2Z",
  charger: "M3 -12L-8 3H-1L-3 12L8 -4H1Z",
  air: "M-10 0A10 10 0 1 0 10 0A10 10 0 1 0 -10 0Z",
  waste: "M-8 -7H-3V-10H3V-7H8V-4H7L5 10H-5L-7 -4H-8Z",
  traffic: "M0 -11L10 0L0 11L-10 0Z",
  crowd: "M-4 -7A4 4 0 1 1 4 -7A4 4 0 1 1 -4 -7ZM-9 10Q-9 0 0 0Q9 0 9 10Z",
  other: "M-8 -8H8V8H-8Z",
};
/** Beyond it the value stands to the left of its mark, so that the edge does not cut it. */
const FAR_EAST = 860;
const ALERT = "M0 -22L8 -8H-8Z";

/** A mark with its value beside it where there is room. */
export function Mark({
  x,
  y,
  kind,
  label,
  isDoubtful = false,
  isAlerted = false,
  isChosen = false,
  choose,
}: {
  x: number;
  y: number;
  kind: Kind;
  label: string | null;
  isDoubtful?: boolean;
  isAlerted?: boolean;
  isChosen?: boolean;
  choose?: () => void;
}): ReactNode {
  const names = [`mark-${kind}`, isDoubtful && "doubtful", isChosen && "chosen"].filter(Boolean).join(" ");
  return (
    <g
      className={`map-mark ${names}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      onClick={choose}
    >
      {isChosen && <circle r="19" className="halo" />}
      <path d={SHAPES[kind]} fillRule="evenodd" />
      {isAlerted && <path d={ALERT} className="alerted" />}
      {label !== null && (
        <text {...(x > FAR_EAST ? { x: -15, textAnchor: "end" } : { x: 15 })} y="5">
          {label}
        </text>
      )}
    </g>
  );
}
