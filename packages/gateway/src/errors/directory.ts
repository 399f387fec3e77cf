// Refusals of the directory and of the problem board.
import type { ErrorRow } from "./row.ts";

export const DIRECTORY_ERRORS = {
  "access-asked-already": [
    409,
    "Asked already",
    "A request of this account is open.",
    "Wait for the administrator's answer.",
  ],
  "access-request-unknown": [
    404,
    "Request unknown",
    "There is no such request for access, or it does not name this data set.",
    "Look at /v1/access-requests.",
  ],
  "access-decided-already": [
    409,
    "Decided already",
    "The request was granted or refused before.",
    "Look at /v1/access-requests; a key that was lost is made anew by its participant.",
  ],
  "access-not-registered": [
    409,
    "Not registered yet",
    "The administrator has not registered the organisation.",
    "Wait until the request is granted.",
  ],
  "city-problem-unknown": [
    404,
    "Problem unknown",
    "The board has no problem of this name.",
    "Look at /v1/problems.",
  ],
  "city-problem-taken": [409, "Name taken", "The board has a problem of this name.", "Choose another name."],
  "truth-not-committed": [
    422,
    "Not what was committed to",
    "Salt and rows do not give the hash that was published with the problem.",
    "Send the salt and the bytes whose hash was committed to.",
  ],
  "truth-too-early": [
    409,
    "Before the deadline",
    "A hidden part is revealed once nobody can submit any more.",
    "Wait for the deadline.",
  ],
  "truth-out-already": [409, "Revealed already", "The problem's truth is on the board.", "Nothing."],
  "submissions-closed": [
    409,
    "Deadline over",
    "The deadline of the problem has passed.",
    "Choose another problem.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
