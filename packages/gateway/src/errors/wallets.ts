// Refusals of passkey accounts, and of what wallets ask the gateway for.
import type { ErrorRow } from "./row.ts";

const SIGN_ANEW = "Read the account again and sign anew.";

export const WALLET_ERRORS = {
  "account-of-another-passkey": [
    422,
    "Account of another passkey",
    "The account does not follow from this passkey, or the signature would make another account.",
    "Give the passkey with which the account was first made.",
  ],
  "clone-arguments-too-long": [
    500,
    "Account not made",
    "The account's passkey did not fit into its code.",
    "Tell the operator.",
  ],
  "credential-taken": [
    409,
    "Passkey noted for another key",
    "This credential was noted with another public key.",
    "Make a new passkey.",
  ],
  "credential-unknown": [
    404,
    "Passkey not known here",
    "No wallet was made with this passkey.",
    "Make a wallet, or choose another passkey.",
  ],
  "create2-empty-bytecode": [
    500,
    "Account not made",
    "There was no code to make it of.",
    "Tell the operator.",
  ],
  "last-passkey": [
    409,
    "Last passkey",
    "An account keeps one passkey at least.",
    "Add another passkey first.",
  ],
  "passkey-invalid": [422, "No such passkey", "The public key is no point of P-256.", "Make a new passkey."],
  "passkey-known": [409, "Passkey known", "The account has this passkey already.", "Nothing."],
  "passkey-signature-expired": [409, "Signed too long ago", "The signature's time has passed.", SIGN_ANEW],
  "passkey-signature-invalid": [
    409,
    "Passkey's signature wrong",
    "No passkey of the account signed this, or it was used before.",
    SIGN_ANEW,
  ],
  "passkey-unknown": [404, "Passkey unknown", "The account has no such passkey.", SIGN_ANEW],
  "too-many-passkeys": [409, "Too many passkeys", "An account has 16 passkeys at most.", "Remove one first."],
  "transfer-unknown": [
    404,
    "Transfer unknown",
    "Nothing with this number was handed in.",
    "Check sender and number.",
  ],
} as const satisfies Record<string, ErrorRow>;
