// Refusals of what city data is derived, scored and alerted from.
import type { ErrorRow } from "./row.ts";

const READ_FAULTS = "Look at the faults: each names its row or cell.";

export const CITY_ERRORS = {
  "alert-already-acknowledged": [
    409,
    "Alert acknowledged already",
    "Somebody acknowledged the alert, and the limit was not crossed again since.",
    "Look at the alert's steps.",
  ],
  "alert-not-open": [
    409,
    "No open alert",
    "The threshold and subject have no alert that is open.",
    "Look at the alerts; a closed one stays closed.",
  ],
  "alert-rule-unknown": [
    422,
    "Threshold without alert rule",
    "No rule says when an alert of this threshold ends.",
    "Publish a rule for the threshold.",
  ],
  "cells-invalid": [
    422,
    "Aggregate cannot be made anonymous",
    "A cell stands twice, or its count is no whole number of zero or more.",
    "Send each cell once.",
  ],
  "indicators-invalid": [
    422,
    "Indicators cannot be scored",
    "The definition does not know an indicator, or a value is no decimal number.",
    READ_FAULTS,
  ],
  "not-decimal": [
    422,
    "Not a decimal number",
    "The text is no decimal number: it has a comma, an exponent or other characters.",
    "Write it like -12.5.",
  ],
  "rows-invalid": [
    422,
    "Rows cannot be used",
    "A cell cannot be read, or a row repeats or contradicts another; nothing is derived from the rest.",
    READ_FAULTS,
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
