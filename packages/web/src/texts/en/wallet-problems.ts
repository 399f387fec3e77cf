// Titles of wallets' problems, by code, in English.

export const walletProblems: Readonly<Record<string, string>> = {
  "account-of-another-passkey": "Account of another passkey",
  "clone-arguments-too-long": "Account not made",
  "create2-empty-bytecode": "Account not made",
  "credential-taken": "Passkey noted for another key",
  "credential-unknown": "Passkey not known here",
  "last-passkey": "Last passkey",
  "passkey-invalid": "No such passkey",
  "passkey-known": "Passkey known",
  "passkey-missing": "This browser cannot use passkeys here",
  "passkey-refused": "The passkey was not used",
  "passkey-signature-expired": "Signed too long ago",
  "passkey-signature-invalid": "Passkey's signature wrong",
  "passkey-unknown": "Passkey unknown",
  "too-many-passkeys": "Too many passkeys",
  "transfer-unknown": "Transfer unknown",
};
