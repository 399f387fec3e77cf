// Titles of problems of the directory and the problem board, by code, in Kazakh.

export const directoryProblems: Readonly<Record<string, string>> = {
  "access-asked-already": "Сұрау берілген",
  "access-request-unknown": "Сұрау белгісіз",
  "access-decided-already": "Шешім қабылданған",
  "access-not-registered": "Әлі тіркелмеген",
  "city-problem-unknown": "Есеп белгісіз",
  "city-problem-taken": "Атау бос емес",
  "truth-not-committed": "Хешпен уәде етілген емес",
  "truth-too-early": "Мерзімге дейін",
  "truth-out-already": "Ашылып қойған",
  "submissions-closed": "Мерзімі өтті",
};
