// Energy, money, prices and times in the reader's language.
import type { ReactNode } from "react";
import {
  formatFixed,
  formatKWhColumn,
  formatMoment,
  formatPrice,
  formatPriceColumn,
  formatSignedTenge,
  formatSlot,
  formatSlotHours,
  formatTenge,
  LOCAL_TIME,
  unixOf,
  UNITS,
} from "../format.ts";
import { useSpeech } from "../language.tsx";
import { slotStart } from "../slot.ts";

/** Wh as kWh, with its unit unless it stands in the column's heading; a dash where there is none. */
export function Energy({ wh, bare = false }: { wh: bigint | null; bare?: boolean }): ReactNode {
  const { language } = useSpeech();
  if (wh === null) return <span className="amount">–</span>;
  return (
    <span className="amount">
      {formatKWhColumn(wh, language)}
      {!bare && <span className="unit"> {UNITS[language].kWh}</span>}
    </span>
  );
}

/** A register in mWh as kWh, with all digits that it has. */
export function Register({ milliWh }: { milliWh: bigint }): ReactNode {
  const { language } = useSpeech();
  return (
    <span className="amount">
      {formatFixed(milliWh, 6, 3, language)} <span className="unit">{UNITS[language].kWh}</span>
    </span>
  );
}

/** Tiyn as tenge; `signed` shows who received and who paid. */
export function Money({ tiyn, signed = false }: { tiyn: bigint; signed?: boolean }): ReactNode {
  const { language } = useSpeech();
  const tone = signed && tiyn !== 0n ? (tiyn > 0n ? " received" : " paid") : "";
  return (
    <span className={`amount${tone}`}>
      {signed ? formatSignedTenge(tiyn, language) : formatTenge(tiyn, language)}
    </span>
  );
}

/** Tiyn per MWh as tenge per kWh, with its unit unless it stands in the column's heading; a dash where there is none. */
export function Price({
  tiynPerMWh,
  bare = false,
}: {
  tiynPerMWh: bigint | null | undefined;
  bare?: boolean;
}): ReactNode {
  const { language } = useSpeech();
  if (tiynPerMWh === null || tiynPerMWh === undefined) return <span className="amount">–</span>;
  if (!bare) return <span className="amount">{formatPrice(tiynPerMWh, language)}</span>;
  const { digits, pad } = formatPriceColumn(tiynPerMWh, language);
  return (
    <span className="amount">
      {digits}
      <span className="pad">{pad}</span>
    </span>
  );
}

/** A moment in local time. */
export function Moment({ time }: { time: string | number | null | undefined }): ReactNode {
  const { language } = useSpeech();
  if (time === null || time === undefined) return "–";
  const seconds = typeof time === "number" ? time : unixOf(time);
  if (!Number.isFinite(seconds)) return "–";
  return (
    <time className="amount" dateTime={new Date(seconds * 1000).toISOString()} title={LOCAL_TIME}>
      {formatMoment(seconds, language)}
    </time>
  );
}

/** A slot as its quarter of an hour, local time. */
export function SlotTime({ slot, short = false }: { slot: number; short?: boolean }): ReactNode {
  const { language } = useSpeech();
  return (
    <time className="amount" dateTime={new Date(slotStart(slot) * 1000).toISOString()} title={LOCAL_TIME}>
      {short ? formatSlotHours(slot, language) : formatSlot(slot, language)}
    </time>
  );
}
