// Titles of problems of derived city data, by code, in English.

export const cityProblems: Readonly<Record<string, string>> = {
  "alert-already-acknowledged": "Alert acknowledged already",
  "alert-not-open": "No open alert",
  "alert-rule-unknown": "Threshold without alert rule",
  "cells-invalid": "Aggregate cannot be made anonymous",
  "indicators-invalid": "Indicators cannot be scored",
  "not-decimal": "Not a decimal number",
  "rows-invalid": "Rows cannot be used",
  "problem-reports-closed": "No department takes reports yet",
  "problem-report-unknown": "Report unknown",
  "problem-report-answered": "Answered already",
  "saved-searches-full": "Too many searches kept",
};
