// Titles of problems of downloads and of the check of one, by code, in Russian.

export const downloadProblems: Readonly<Record<string, string>> = {
  "rows-incomplete": "В доказательстве строк не хватает или есть повтор",
  "row-foreign": "Строка не отсюда",
  "row-unreadable": "Содержимое записи — не объект данных",
  "row-superseded": "Строка заменена другой",
  "file-unreadable": "Файл не читается",
  "file-foreign": "Доказательство от другого файла",
  "file-columns-changed": "Столбцы изменены",
  "file-row-changed": "Строка изменена",
  "file-row-missing": "Строка пропущена",
  "file-row-added": "Строка добавлена",
  "download-too-large": "Слишком много строк для одного файла",
  "tenant-needed": "Набор данных не указан",
  "entity-unknown": "Такого объекта нет",
  "timestamp-missing": "Нет внешней метки времени",
  "timestamp-foreign": "Метка времени от другого",
  "timestamp-invalid": "Метка времени неверна",
};
