// Titles of problems of reports, bank statements and fiscal receipts, by code, in Russian.

export const reportProblems: Readonly<Record<string, string>> = {
  "report-unknown": "Такого отчёта нет",
  "report-number-taken": "Смену уже закрыл кто-то другой",
  "report-empty": "Закрывать нечего",
  "report-day-open": "День ещё не закончился",
  "report-not-final": "Последний блок ещё не окончательный",
  "report-corrected": "Отчёт уже исправлен",
  "report-not-anchored": "Отчёта ещё нет в реестре",
  "statement-unreadable": "Выписку банка не удалось прочитать",
  "statement-contradicts": "Выписки банка противоречат друг другу",
  "fiscal-till-unknown": "Касса не выдаёт чеков",
  "fiscal-till-on": "Чеки уже включены",
  "fiscal-register-blocked": "Касса заблокирована",
  "fiscal-operator-refused": "Адрес оператора не принят",
};
