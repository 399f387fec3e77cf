// Texts of the proof of a payment in Kazakh.

export const paymentProof = {
  "action.downloadProof": "Дәлелді жүктеп алу",
  "paid.amount": "{invoice} шоты бойынша {amount}",
  "paid.captured": "Оның ішінде есептен шығарылды: {captured}",
  "paid.chosen": "{payment} төлемінің дәлелі",
  "paid.complete": "Бірде-бір есептен шығару мен қайтару қалып қоймаған",
  "paid.fee": "Оның ішінде комиссия {fee}",
  "paid.held": "Әлі ұсталып тұр: {held}",
  "paid.incomplete": "Пакет ештеңе қалып қоймағанын көрсетпейді",
  "paid.intro":
    "Файлды алған кез келген адам оны осы серверсіз тексере алады: браузерде немесе «alatau verify» командасымен.",
  "paid.refunded": "Қайтарылды: {refunded}",
  "paid.when": "Төленді: {time}",
  "step.payment": "Төлем оқиғалары блоктарда тұр",
  "tamper.paymentReceipt": "төлемнің түбіртегі",
} as const;
