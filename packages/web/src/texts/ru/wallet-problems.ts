// Titles of wallets' problems, by code, in Russian.

export const walletProblems: Readonly<Record<string, string>> = {
  "account-of-another-passkey": "Счёт другого ключа доступа",
  "clone-arguments-too-long": "Счёт не создан",
  "create2-empty-bytecode": "Счёт не создан",
  "credential-taken": "Ключ доступа записан с другим открытым ключом",
  "credential-unknown": "Этот ключ доступа здесь неизвестен",
  "last-passkey": "Последний ключ доступа",
  "passkey-invalid": "Такого ключа доступа не бывает",
  "passkey-known": "Ключ доступа уже есть",
  "passkey-missing": "Этот браузер здесь не может использовать ключи доступа",
  "passkey-refused": "Ключ доступа не был использован",
  "passkey-signature-expired": "Подписано слишком давно",
  "passkey-signature-invalid": "Подпись ключа доступа неверна",
  "passkey-unknown": "Ключ доступа неизвестен",
  "too-many-passkeys": "Слишком много ключей доступа",
  "transfer-unknown": "Перевод неизвестен",
};
