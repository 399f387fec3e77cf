// Refusals of thresholds, alerts and derived sets.
import type { ErrorRow } from "./row.ts";

export const ALERT_ERRORS = {
  "threshold-version-taken": [
    409,
    "Version already published",
    "This version of the threshold, or a later one, says something else.",
    "Publish the change under the next version number.",
  ],
  "alert-unknown": [
    404,
    "Alert unknown",
    "There is no alert of this name.",
    "See the list under /v1/alerts.",
  ],
  "derived-not": [
    409,
    "Not a derived set",
    "The data set's description names no program and inputs that it is made of.",
    "Its observations are under /v1/data-sets/{name}/observations.",
  ],
  "program-unknown": [
    409,
    "Program differs",
    "The description's program is none that this gateway has, or its hash is another one.",
    "Publish a description with the hash that `alatau derive` prints for the program and its parameters.",
  ],
  "inputs-missing": [
    404,
    "No inputs in this period",
    "Nothing stands in the input data sets for the period.",
    "Ask for a period with observations.",
  ],
} as const satisfies Record<string, ErrorRow>;
