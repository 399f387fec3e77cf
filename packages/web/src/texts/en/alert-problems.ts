// Titles of problems of thresholds, alerts and derived sets, by code, in English.

export const alertProblems: Readonly<Record<string, string>> = {
  "threshold-version-taken": "Version already published",
  "alert-unknown": "Alert unknown",
  "derived-not": "Not a derived set",
  "program-unknown": "Program differs",
  "inputs-missing": "No inputs in this period",
  "alert-already-acknowledged": "Alert acknowledged already",
  "alert-not-open": "No open alert",
  "alert-rule-unknown": "Threshold without alert rule",
  "cells-invalid": "Aggregate cannot be made anonymous",
  "indicators-invalid": "Indicators cannot be scored",
  "not-decimal": "Not a decimal number",
  "rows-invalid": "Rows cannot be used",
};
