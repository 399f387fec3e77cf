// Texts of the proof of a payment in Russian.

export const paymentProof = {
  "action.downloadProof": "Скачать доказательство",
  "paid.amount": "{amount} по счёту {invoice}",
  "paid.captured": "Из них списано: {captured}",
  "paid.chosen": "Доказательство платежа {payment}",
  "paid.complete": "Ни одно списание и ни один возврат не пропущены",
  "paid.fee": "Из них комиссия {fee}",
  "paid.held": "Ещё удерживается: {held}",
  "paid.incomplete": "Пакет не показывает, что ничего не пропущено",
  "paid.intro": "Кто получит файл, проверит его без этого сервера: в браузере или командой «alatau verify».",
  "paid.refunded": "Возвращено: {refunded}",
  "paid.when": "Оплачено {time}",
  "step.payment": "События платежа стоят в блоках",
  "tamper.paymentReceipt": "квитанция платежа",
} as const;
