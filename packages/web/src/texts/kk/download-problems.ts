// Titles of problems of downloads and of the check of one, by code, in Kazakh.

export const downloadProblems: Readonly<Record<string, string>> = {
  "rows-incomplete": "Дәлелде жолдар жетіспейді немесе қайталанады",
  "row-foreign": "Жол басқа жерден",
  "row-unreadable": "Жазба мазмұны — деректер нысаны емес",
  "row-superseded": "Жол басқасымен ауыстырылған",
  "file-unreadable": "Файл оқылмайды",
  "file-foreign": "Дәлел басқа файлдікі",
  "file-columns-changed": "Бағандар өзгертілген",
  "file-row-changed": "Жол өзгертілген",
  "file-row-missing": "Жол қалдырылған",
  "file-row-added": "Жол қосылған",
  "download-too-large": "Бір файл үшін жолдар тым көп",
  "tenant-needed": "Деректер жинағы көрсетілмеген",
  "entity-unknown": "Мұндай нысан жоқ",
  "timestamp-missing": "Сыртқы уақыт белгісі жоқ",
  "timestamp-foreign": "Уақыт белгісі басқаға қойылған",
  "timestamp-invalid": "Уақыт белгісі жарамсыз",
};
