// Small marks: a hash to copy, the evidence class, a sale's status.
import { useEffect, useState, type ReactNode } from "react";
import type { Evidence, SaleStatus } from "../answers.ts";
import { shortHash } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { EVIDENCE_TEXT, SALE_STATUS_TEXT } from "../words.ts";

const COPIED_MS = 1_500;

/** A hash in short, with a button that copies all of it. */
export function Hash({ value, label }: { value: string | null | undefined; label?: string }): ReactNode {
  const { say } = useSpeech();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  if (value === null || value === undefined || value === "") return "–";
  const copy = (): void => {
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="hash">
      <code title={value}>{shortHash(value)}</code>
      <button
        type="button"
        className="copy"
        onClick={copy}
        aria-label={`${say("action.copy")} ${label ?? value}`}
      >
        <span aria-live="polite">{copied ? say("action.copied") : say("action.copy")}</span>
      </button>
    </span>
  );
}

/** How well a reading is vouched for. */
export function EvidenceBadge({ evidence }: { evidence: Evidence | null | undefined }): ReactNode {
  const { say } = useSpeech();
  if (evidence === null || evidence === undefined) return "–";
  return <span className={`badge evidence-${evidence}`}>{say(EVIDENCE_TEXT[evidence])}</span>;
}

/** Where a sale stands. */
export function StatusBadge({
  status,
  final,
}: {
  status: SaleStatus;
  final?: boolean | undefined;
}): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <span className={`badge status-${status}`}>{say(SALE_STATUS_TEXT[status])}</span>
      {final !== undefined && (
        <span className={`badge ${final ? "final" : "pending"}`}>
          {say(final ? "status.final" : "status.notFinal")}
        </span>
      )}
    </>
  );
}
