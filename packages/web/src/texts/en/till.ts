// Texts of the till, its code and payment links in English.

export const till = {
  "link.amount": "Amount in tenge",
  "link.closed": "This link is closed. Ask the merchant for a new one.",
  "link.go": "Go to the payment",
  "role.accountant": "accountant",
  "role.cashier": "cashier",
  "role.developer": "developer",
  "role.owner": "owner",
  "till.again": "Send it again",
  "till.code": "QR code of this till",
  "till.codeNote": "Print it and put it beside the till. A new code in the console ends this one.",
  "till.console": "Merchant console",
  "till.discard": "Do not send it",
  "till.forWhom": "For whom do you work now?",
  "till.goods": "Goods",
  "till.noTill": "No till",
  "till.noWork": "This account works for no merchant. Have the merchant add it:",
  "till.nothingYet": "There is nothing to pay here now. The page goes on by itself.",
  "till.offline": "Offline: no invoices can be made and states may be old. Nothing is lost.",
  "till.other": "Other",
  "till.pending": "An invoice of {amount} was not answered yet. It is sent again by itself, and never twice.",
  "till.print": "Print",
  "till.readOnly": "Your role makes no invoices.",
  "till.reports": "Reports",
  "till.scan": "Scan to pay at this till",
  "till.sending": "Sending …",
  "till.take": "One {name} less",
  "till.which": "Which till",
} as const;

/** These texts in any language. */
export type TillTexts = Readonly<Record<keyof typeof till, string>>;
