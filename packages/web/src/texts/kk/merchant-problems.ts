// Titles of problems of merchants, tills and links, by code, in Kazakh.

export const merchantProblems: Readonly<Record<string, string>> = {
  "api-key-role-refused": "Мұндай рөлдегі кілтті тек сатушы жасайды",
  "member-exists": "Бұл қызметкер қосылған",
  "member-unknown": "Қызметкер белгісіз",
  "members-too-many": "Қызметкер тым көп",
  "not-member": "Бұл сатушының қызметкері емес",
  "payment-link-amount": "Сома сілтемеге сәйкес емес",
  "payment-link-closed": "Сілтеме жабық",
  "payment-link-unknown": "Сілтеме белгісіз",
  "role-insufficient": "Рөліңіз бұған рұқсат бермейді",
  "till-closed": "Касса жабық",
  "till-foreign": "Бұл басқа касса",
  "till-name-taken": "Осындай атты касса ашық",
  "till-unknown": "Касса белгісіз",
};
