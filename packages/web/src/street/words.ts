// Which text says what a problem report's code means.
import type { TextKey } from "../texts/en.ts";
import type { KindOfProblem, ReportState } from "./answers.ts";

export const PROBLEM_TEXT: Readonly<Record<KindOfProblem, TextKey>> = {
  air: "report.kind.air",
  bus: "report.kind.bus",
  heat: "report.kind.heat",
  light: "report.kind.light",
  noise: "report.kind.noise",
  road: "report.kind.road",
  safety: "report.kind.safety",
  waste: "report.kind.waste",
  water: "report.kind.water",
  other: "report.kind.other",
};

export const REPORT_STATE_TEXT: Readonly<Record<ReportState, TextKey>> = {
  open: "report.open",
  answered: "report.answered",
  declined: "report.declined",
};
