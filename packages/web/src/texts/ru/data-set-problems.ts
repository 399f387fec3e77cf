// Titles of problems of data sets and observations, by code, in Russian.

export const dataSetProblems: Readonly<Record<string, string>> = {
  "dataset-not-open": "Набор данных ещё не открыт",
  "dataset-document-missing": "Документ ещё не получен",
  "signer-missing": "Ключ хранится в другом месте",
  "not-indexed-yet": "Ещё не в блоке",
  "schema-invalid": "Недопустимая схема",
  "schema-breaking": "Старые записи перестали бы подходить",
  "schema-violated": "Не соответствует схеме",
  "issuer-not-entitled": "Нет права публиковать здесь",
  "mapping-unknown": "Нет такого сопоставления столбцов",
  "upload-empty": "В файле ничего нет",
  "upload-not-whole": "Принимается только целиком",
  "observed-in-future": "Время наблюдения в будущем",
  "observation-contradicts": "Противоречит действующему значению",
  "nothing-to-correct": "Исправлять нечего",
  "record-not-anchored": "Ещё не записано в цепочку",
  "record-not-erasable": "Хранится до конца срока",
  "personal-data": "Личные данные в открытом наборе",
};
