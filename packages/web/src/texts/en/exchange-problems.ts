// Titles of problems between members' gateways, by code, in English.

export const exchangeProblems: Readonly<Record<string, string>> = {
  "request-unsigned": "Not signed",
  "request-signature-invalid": "Signature does not hold",
  "request-signature-expired": "Signature too old or too new",
  "request-replayed": "Request seen before",
  "content-digest-mismatch": "Body is not what was signed",
  "member-not-announced": "No member",
  "request-misdirected": "Meant for another member",
  "exchange-not-announced": "Exchange not announced",
  "candidate-unknown": "No such candidate",
  "document-unknown": "Document unknown",
  "checker-unknown": "Not a checker of this data set",
  "approval-invalid": "Approval does not hold",
};
