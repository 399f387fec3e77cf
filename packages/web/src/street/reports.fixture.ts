// For tests: what the set of citizens' reports is registered with.
export { REPORTS_REGISTRATION } from "../../../gateway/src/problem-reports/terms.ts";
