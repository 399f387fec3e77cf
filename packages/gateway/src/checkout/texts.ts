// Texts of the pages that work without JavaScript. The application's own texts are the web package's; these few stand alone.

export const PLAIN_LANGUAGES = ["kk", "ru", "en"] as const;
export type PlainLanguage = (typeof PLAIN_LANGUAGES)[number];

const en = {
  title: "Pay an invoice",
  merchant: "Merchant {number}",
  open: "Waiting for payment",
  processing: "On its way",
  paid: "Paid. Thank you!",
  settled: "Paid. Thank you!",
  expired: "This invoice can no longer be paid. Ask the merchant for a new one.",
  void: "The merchant has withdrawn this invoice. Do not pay it.",
  draft: "Not open yet",
  left: "Time left: {time}",
  how: "Send exactly {amount} in aKZT from any wallet. There is no fee for you.",
  qr: "QR code of the transfer",
  link: "Open in the wallet on this device",
  address: "Address of this invoice",
  exact: "Exact amount",
  refresh: "This page renews itself. Press here if it does not.",
  paidSoFar: "Paid so far",
  refunded: "Given back",
  back: "Back to the shop: {host}",
  receipt: "Receipt as data (JSON)",
  invoice: "Invoice",
  number: "Number",
  waits: "There is nothing to pay at this till now. The page renews itself.",
  till: "Till «{name}»",
  amount: "Amount, tenge",
  pay: "To the payment",
  closed: "This link is closed. Ask the merchant for a new one.",
  unknown: "There is no such page. Check the address.",
  wrong: "Type an amount such as 1250 or 1250.50.",
  busy: "Too many tries. Wait a minute.",
  failed: "Something went wrong. Try again.",
};
type PlainTexts = Readonly<Record<keyof typeof en, string>>;

const ru: PlainTexts = {
  title: "Оплата счёта",
  merchant: "Продавец {number}",
  open: "Ожидает оплаты",
  processing: "Платёж в пути",
  paid: "Оплачено. Спасибо!",
  settled: "Оплачено. Спасибо!",
  expired: "Этот счёт больше нельзя оплатить. Попросите у продавца новый.",
  void: "Продавец отозвал этот счёт. Не оплачивайте его.",
  draft: "Ещё не открыт",
  left: "Осталось: {time}",
  how: "Отправьте ровно {amount} в aKZT с любого кошелька. Комиссии для вас нет.",
  qr: "QR-код перевода",
  link: "Открыть в кошельке на этом устройстве",
  address: "Адрес этого счёта",
  exact: "Точная сумма",
  refresh: "Страница обновляется сама. Если нет — нажмите здесь.",
  paidSoFar: "Уже оплачено",
  refunded: "Возвращено",
  back: "Вернуться в магазин: {host}",
  receipt: "Чек в виде данных (JSON)",
  invoice: "Счёт",
  number: "Номер",
  waits: "Сейчас у этой кассы нечего оплачивать. Страница обновляется сама.",
  till: "Касса «{name}»",
  amount: "Сумма, тенге",
  pay: "Перейти к оплате",
  closed: "Ссылка закрыта. Попросите у продавца новую.",
  unknown: "Такой страницы нет. Проверьте адрес.",
  wrong: "Введите сумму, например 1250 или 1250,50.",
  busy: "Слишком много попыток. Подождите минуту.",
  failed: "Что-то пошло не так. Попробуйте ещё раз.",
};

const kk: PlainTexts = {
  title: "Шотты төлеу",
  merchant: "Сатушы {number}",
  open: "Төлемді күтуде",
  processing: "Төлем жолда",
  paid: "Төленді. Рақмет!",
  settled: "Төленді. Рақмет!",
  expired: "Бұл шотты енді төлеу мүмкін емес. Сатушыдан жаңасын сұраңыз.",
  void: "Сатушы бұл шотты қайтарып алды. Оны төлемеңіз.",
  draft: "Әлі ашылмаған",
  left: "Қалған уақыт: {time}",
  how: "Кез келген әмияннан aKZT түрінде дәл {amount} жіберіңіз. Сізге комиссия жоқ.",
  qr: "Аударымның QR-коды",
  link: "Осы құрылғыдағы әмиянда ашу",
  address: "Осы шоттың мекенжайы",
  exact: "Нақты сома",
  refresh: "Бет өзі жаңарады. Жаңармаса, осы жерді басыңыз.",
  paidSoFar: "Төленгені",
  refunded: "Қайтарылғаны",
  back: "Дүкенге оралу: {host}",
  receipt: "Түбіртек дерек түрінде (JSON)",
  invoice: "Шот",
  number: "Нөмірі",
  waits: "Бұл кассада қазір төлейтін ештеңе жоқ. Бет өзі жаңарады.",
  till: "«{name}» кассасы",
  amount: "Сома, теңге",
  pay: "Төлемге өту",
  closed: "Сілтеме жабық. Сатушыдан жаңасын сұраңыз.",
  unknown: "Мұндай бет жоқ. Мекенжайды тексеріңіз.",
  wrong: "Соманы теріңіз, мысалы 1250 немесе 1250,50.",
  busy: "Талпыныс тым көп. Бір минут күтіңіз.",
  failed: "Бірдеңе дұрыс болмады. Қайталап көріңіз.",
};

export const PLAIN_TEXTS: Readonly<Record<PlainLanguage, PlainTexts>> = { kk, ru, en };
export type PlainTextKey = keyof PlainTexts;

/** The language of a request: what the address says, else the first known one of Accept-Language. Pure. */
export function plainLanguage(asked: unknown, accepted: string | undefined): PlainLanguage {
  const wished = [asked, ...(accepted ?? "").split(",").map((each) => each.trim().slice(0, 2).toLowerCase())];
  const found = wished.find((wish) => PLAIN_LANGUAGES.some((each) => each === wish));
  return (found as PlainLanguage | undefined) ?? "en";
}
