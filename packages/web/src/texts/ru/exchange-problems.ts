// Titles of problems between members' gateways, by code, in Russian.

export const exchangeProblems: Readonly<Record<string, string>> = {
  "request-unsigned": "Нет подписи",
  "request-signature-invalid": "Подпись недействительна",
  "request-signature-expired": "Подпись слишком старая или слишком новая",
  "request-replayed": "Такой запрос уже был",
  "content-digest-mismatch": "Тело не то, что было подписано",
  "member-not-announced": "Нет такого участника",
  "request-misdirected": "Запрос для другого участника",
  "exchange-not-announced": "Обмен не объявлен",
  "candidate-unknown": "Нет такого кандидата",
  "document-unknown": "Документ неизвестен",
  "checker-unknown": "Не проверяющий этого набора данных",
  "approval-invalid": "Одобрение недействительно",
};
