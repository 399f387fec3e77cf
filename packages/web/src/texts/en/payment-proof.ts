// Texts of the proof of a payment in English.

export const paymentProof = {
  "action.downloadProof": "Download the proof",
  "paid.amount": "{amount} for the invoice {invoice}",
  "paid.captured": "Of it captured: {captured}",
  "paid.chosen": "Proof of payment {payment}",
  "paid.complete": "No capture and no refund is left out",
  "paid.fee": "Of it a fee of {fee}",
  "paid.held": "Still held: {held}",
  "paid.incomplete": "The bundle does not show that nothing is left out",
  "paid.intro":
    "Whoever has the file can check it without this server: in a browser or with «alatau verify».",
  "paid.refunded": "Given back: {refunded}",
  "paid.when": "Paid {time}",
  "step.payment": "The payment's events stand in the blocks",
  "tamper.paymentReceipt": "the receipt of the payment",
} as const;
