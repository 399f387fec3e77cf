// Texts of the wallet in Kazakh.
import type { WalletTexts } from "../en/wallet.ts";

export const wallet: WalletTexts = {
  "wallet.about":
    "Саусақ ізімен, бет-әлпетпен немесе экран құлпымен төлеңіз. Ештеңе орнатудың, комиссия төлеудің, шот ашудың қажеті жоқ.",
  "wallet.aboutKeys":
    "Кілтті құрылғыңыз сақтайды. Ол кіру кілттерін синхрондаса, әмиян басқа құрылғыларыңызда да ашылады.",
  "wallet.account": "шот",
  "wallet.addKey": "Басқа құрылғының кіру кілтін қосу",
  "wallet.addNetwork": "Осы желіні әмиянға қосу",
  "wallet.admitKey": "Осы құрылғының кілтімен растау",
  "wallet.amount": "Сома, теңге",
  "wallet.balance": "Әмиянда",
  "wallet.byPasskey": "Кіру кілтімен төлеу",
  "wallet.demoGet": "{amount} демо-ақша алу",
  "wallet.demoNote": "Бұл — көрсетілімнің ойдан шығарылған ақшасы, құны жоқ. Әр әмиянға бір рет.",
  "wallet.forget": "Әмиянды осы құрылғыда ұмыту",
  "wallet.forgetNote": "Кіру кілті мен ақша қалады; кілт әмиянды қайта ашады.",
  "wallet.history": "Соңғы аударымдар",
  "wallet.insecure":
    "Кіру кілттері тек https арқылы ашылған беттерде немесе машинаның өзінде (localhost) жұмыс істейді. Бұл бетті https мекенжайымен ашыңыз.",
  "wallet.invoice": "Төлем шоты",
  "wallet.key": "кіру кілті",
  "wallet.keyName": "Alatau әмияны",
  "wallet.keys": "Кіру кілттері",
  "wallet.keysMany": "Әрқайсысы әмиянды ашады. Жоғалғанын алып тастаңыз.",
  "wallet.keysOne":
    "Бұл кілт жоғалса, ақшаға жету мүмкін болмайды. Екіншісін қосыңыз: басқа телефон немесе сақтап қоятын аппараттық кілт.",
  "wallet.make": "Әмиян жасау",
  "wallet.missing": "Бұл браузерде кіру кілттері жоқ. Жаңарағын алыңыз немесе басқаша төлеңіз.",
  "wallet.nothingYet": "Әзірге ештеңе жоқ.",
  "wallet.open": "Менде әмиян бар",
  "wallet.otherWays": "Төлеудің басқа жолдары",
  "wallet.pay": "{amount} кіру кілтімен төлеу",
  "wallet.payRest": "Бір бөлігі төленген. Қалғанын аударыммен төлеңіз.",
  "wallet.qr": "Осы әмиянға жіберуді ашатын QR-код",
  "wallet.receive": "Алу",
  "wallet.removeKey": "Алып тастау",
  "wallet.send": "Жіберу",
  "wallet.sendAmount": "{amount} жіберу",
  "wallet.sent": "Жолда.",
  "wallet.thisKey": "осы құрылғы",
  "wallet.title": "Әмиян",
  "wallet.to": "Қай шотқа",
  "wallet.tooLittle": "Әмиянда одан аз.",
};
