// Titles of problems of reports, bank statements and fiscal receipts, by code, in Kazakh.

export const reportProblems: Readonly<Record<string, string>> = {
  "report-unknown": "Мұндай есеп жоқ",
  "report-number-taken": "Ауысымды басқа біреу жауып қойған",
  "report-empty": "Жабатын ештеңе жоқ",
  "report-day-open": "Күн әлі аяқталған жоқ",
  "report-not-final": "Соңғы блок әлі түпкілікті емес",
  "report-corrected": "Есеп бұрын түзетілген",
  "report-not-anchored": "Есеп әлі тізілімде жоқ",
  "statement-unreadable": "Банк үзіндісін оқу мүмкін болмады",
  "statement-contradicts": "Банк үзінділері бір-біріне қайшы",
  "fiscal-till-unknown": "Касса чек бермейді",
  "fiscal-till-on": "Чектер қосулы",
  "fiscal-register-blocked": "Касса бұғатталған",
  "fiscal-operator-refused": "Оператордың мекенжайы қабылданбады",
};
