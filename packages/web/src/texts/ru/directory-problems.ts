// Titles of problems of the directory and the problem board, by code, in Russian.

export const directoryProblems: Readonly<Record<string, string>> = {
  "access-asked-already": "Запрос уже подан",
  "access-request-unknown": "Запрос неизвестен",
  "access-decided-already": "Уже решено",
  "access-not-registered": "Ещё не зарегистрировано",
  "city-problem-unknown": "Задача неизвестна",
  "city-problem-taken": "Имя занято",
  "truth-not-committed": "Не то, что было обещано хешем",
  "truth-too-early": "До срока",
  "truth-out-already": "Уже раскрыто",
  "submissions-closed": "Срок прошёл",
};
