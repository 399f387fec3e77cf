// Titles of problems between members' gateways, by code, in Kazakh.

export const exchangeProblems: Readonly<Record<string, string>> = {
  "request-unsigned": "Қол қойылмаған",
  "request-signature-invalid": "Қолтаңба жарамсыз",
  "request-signature-expired": "Қолтаңба тым ескі немесе тым жаңа",
  "request-replayed": "Бұл сұрау бұрын болған",
  "content-digest-mismatch": "Мазмұны қол қойылғаннан өзгеше",
  "member-not-announced": "Мұндай мүше жоқ",
  "request-misdirected": "Сұрау басқа мүшеге арналған",
  "exchange-not-announced": "Алмасу жарияланбаған",
  "candidate-unknown": "Мұндай үміткер топтама жоқ",
  "document-unknown": "Құжат белгісіз",
  "checker-unknown": "Бұл деректер жиынының тексерушісі емес",
  "approval-invalid": "Мақұлдау жарамсыз",
};
