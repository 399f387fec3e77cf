// Texts of the wallet in Russian.
import type { WalletTexts } from "../en/wallet.ts";

export const wallet: WalletTexts = {
  "wallet.about":
    "Платите отпечатком пальца, лицом или блокировкой экрана. Ничего не нужно устанавливать, комиссии нет, счёт открывать не нужно.",
  "wallet.aboutKeys":
    "Ключ хранит ваше устройство. Если оно синхронизирует ключи доступа, кошелёк откроется и на других ваших устройствах.",
  "wallet.account": "счёт",
  "wallet.addKey": "Добавить ключ доступа другого устройства",
  "wallet.addNetwork": "Добавить эту сеть в кошелёк",
  "wallet.admitKey": "Подтвердить ключом этого устройства",
  "wallet.amount": "Сумма, тенге",
  "wallet.balance": "В кошельке",
  "wallet.byPasskey": "Оплатить ключом доступа",
  "wallet.demoGet": "Получить {amount} демо-денег",
  "wallet.demoNote": "Деньги этой демонстрации вымышлены и ничего не стоят. Один раз на кошелёк.",
  "wallet.forget": "Забыть кошелёк на этом устройстве",
  "wallet.forgetNote": "Ключ доступа и деньги остаются; ключ снова откроет кошелёк.",
  "wallet.history": "Последние переводы",
  "wallet.insecure":
    "Ключи доступа работают только на страницах, открытых по https, или на самой машине (localhost). Откройте эту страницу по её адресу https.",
  "wallet.invoice": "Счёт на оплату",
  "wallet.key": "ключ доступа",
  "wallet.keyName": "Кошелёк Alatau",
  "wallet.keys": "Ключи доступа",
  "wallet.keysMany": "Каждый из них открывает кошелёк. Потерянный удалите.",
  "wallet.keysOne":
    "Если этот ключ потерян, до денег не добраться. Добавьте второй: другой телефон или аппаратный ключ, который вы спрячете.",
  "wallet.make": "Создать кошелёк",
  "wallet.missing": "В этом браузере нет ключей доступа. Возьмите более новый или заплатите иначе.",
  "wallet.nothingYet": "Пока ничего.",
  "wallet.open": "У меня есть кошелёк",
  "wallet.otherWays": "Другие способы оплаты",
  "wallet.pay": "Оплатить {amount} ключом доступа",
  "wallet.payRest": "Часть уже оплачена. Остаток оплатите переводом.",
  "wallet.qr": "QR-код, который открывает отправку в этот кошелёк",
  "wallet.receive": "Получить",
  "wallet.removeKey": "Удалить",
  "wallet.send": "Отправить",
  "wallet.sendAmount": "Отправить {amount}",
  "wallet.sent": "Отправлено.",
  "wallet.thisKey": "это устройство",
  "wallet.title": "Кошелёк",
  "wallet.to": "На счёт",
  "wallet.tooLittle": "В кошельке меньше.",
};
