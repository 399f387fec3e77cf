// Titles of problems of the directory and the problem board, by code, in English.

export const directoryProblems: Readonly<Record<string, string>> = {
  "access-asked-already": "Asked already",
  "access-request-unknown": "Request unknown",
  "access-decided-already": "Decided already",
  "access-not-registered": "Not registered yet",
  "city-problem-unknown": "Problem unknown",
  "city-problem-taken": "Name taken",
  "truth-not-committed": "Not what was committed to",
  "truth-too-early": "Before the deadline",
  "truth-out-already": "Revealed already",
  "submissions-closed": "Deadline over",
};
