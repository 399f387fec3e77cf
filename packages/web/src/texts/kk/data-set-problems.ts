// Titles of problems of data sets and observations, by code, in Kazakh.

export const dataSetProblems: Readonly<Record<string, string>> = {
  "dataset-not-open": "Деректер жинағы әлі ашылмаған",
  "dataset-document-missing": "Құжат әлі келген жоқ",
  "signer-missing": "Кілт басқа жерде сақталады",
  "not-indexed-yet": "Әлі блокта жоқ",
  "schema-invalid": "Схема жарамсыз",
  "schema-breaking": "Бұрынғы жазбалар жарамсыз болып қалар еді",
  "schema-violated": "Схемаға сай емес",
  "issuer-not-entitled": "Мұнда жариялауға құқық жоқ",
  "mapping-unknown": "Бағандардың мұндай сәйкестігі жоқ",
  "upload-empty": "Ішінде ештеңе жоқ",
  "upload-not-whole": "Тек толық күйінде қабылданады",
  "observed-in-future": "Бақылау уақыты болашақта",
  "observation-contradicts": "Қолданыстағы мәнге қайшы",
  "nothing-to-correct": "Түзететін ештеңе жоқ",
  "record-not-anchored": "Тізбекке әлі жазылмаған",
  "record-not-erasable": "Мерзімі біткенше сақталады",
  "personal-data": "Ашық жинақтағы жеке деректер",
};
