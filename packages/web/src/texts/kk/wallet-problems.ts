// Titles of wallets' problems, by code, in Kazakh.

export const walletProblems: Readonly<Record<string, string>> = {
  "account-of-another-passkey": "Басқа кіру кілтінің шоты",
  "clone-arguments-too-long": "Шот жасалмады",
  "create2-empty-bytecode": "Шот жасалмады",
  "credential-taken": "Кіру кілті басқа ашық кілтпен жазылған",
  "credential-unknown": "Бұл кіру кілті мұнда белгісіз",
  "last-passkey": "Соңғы кіру кілті",
  "passkey-invalid": "Мұндай кіру кілті болмайды",
  "passkey-known": "Кіру кілті бұрыннан бар",
  "passkey-missing": "Бұл браузер мұнда кіру кілттерін қолдана алмайды",
  "passkey-refused": "Кіру кілті қолданылмады",
  "passkey-signature-expired": "Тым ертерек қол қойылған",
  "passkey-signature-invalid": "Кіру кілтінің қолтаңбасы қате",
  "passkey-unknown": "Кіру кілті белгісіз",
  "too-many-passkeys": "Кіру кілттері тым көп",
  "transfer-unknown": "Аударым белгісіз",
};
