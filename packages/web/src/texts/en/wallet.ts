// Texts of the wallet in English.

export const wallet = {
  "wallet.about":
    "Pay with your fingerprint, face or screen lock. There is nothing to install, no fee and no account to open.",
  "wallet.aboutKeys":
    "Your device keeps the key. If it synchronises passkeys, they open the wallet on your other devices too.",
  "wallet.account": "account",
  "wallet.addKey": "Add a passkey of another device",
  "wallet.addNetwork": "Add this network to the wallet",
  "wallet.admitKey": "Admit it with the passkey of this device",
  "wallet.amount": "Amount, tenge",
  "wallet.balance": "In the wallet",
  "wallet.byPasskey": "Pay with a passkey",
  "wallet.demoGet": "Get {amount} of demo money",
  "wallet.demoNote": "Simulated money of this demonstration: it is worth nothing. Once for each wallet.",
  "wallet.forget": "Forget the wallet on this device",
  "wallet.forgetNote": "The passkey and the money stay; the passkey opens the wallet again.",
  "wallet.history": "Latest transfers",
  "wallet.insecure":
    "Passkeys work only on pages opened with https, or on the machine itself (localhost). Open this page by its https address.",
  "wallet.invoice": "Invoice",
  "wallet.key": "passkey",
  "wallet.keyName": "Alatau wallet",
  "wallet.keys": "Passkeys",
  "wallet.keysMany": "Each of them opens the wallet. Remove one that is lost.",
  "wallet.keysOne":
    "If this one is lost, the money is out of reach. Add a second: another phone, or a security key that you put away.",
  "wallet.make": "Make a wallet",
  "wallet.missing": "This browser has no passkeys. Use a newer one, or pay in another way.",
  "wallet.nothingYet": "Nothing yet.",
  "wallet.open": "I have a wallet",
  "wallet.otherWays": "Other ways to pay",
  "wallet.pay": "Pay {amount} with the passkey",
  "wallet.payRest": "A part is paid already. Pay the rest by transfer.",
  "wallet.qr": "QR code that opens sending to this wallet",
  "wallet.receive": "Receive",
  "wallet.removeKey": "Remove",
  "wallet.send": "Send",
  "wallet.sendAmount": "Send {amount}",
  "wallet.sent": "On its way.",
  "wallet.thisKey": "this device",
  "wallet.title": "Wallet",
  "wallet.to": "To the account",
  "wallet.tooLittle": "The wallet holds less.",
} as const;

/** These texts in any language. */
export type WalletTexts = Readonly<Record<keyof typeof wallet, string>>;
