// What the gateway says about a merchant's tills, people, links and webhooks.
import type { MerchantRole } from "../answers.ts";

export interface TillItem {
  readonly name: string;
  readonly amountTiyn: bigint;
}
export interface Till {
  readonly till: number;
  readonly name: string;
  readonly items: readonly TillItem[];
  readonly link: string;
  readonly closedAt: string | null;
}
export interface TillLink {
  readonly merchant: number;
  readonly merchantName: string | null;
  readonly till: string;
  readonly invoice: string | null;
}
export interface PublicPaymentLink {
  readonly link: string;
  readonly merchant: number;
  readonly merchantName: string | null;
  readonly amountTiyn: bigint | null;
  readonly description: string;
  readonly open: boolean;
}
export interface PaymentLink extends PublicPaymentLink {
  readonly number: number;
  readonly till: string | null;
  readonly maxUses: number | null;
  readonly uses: number;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}
export interface Member {
  readonly member: number;
  readonly account: string;
  readonly role: MerchantRole;
  readonly till: string | null;
  readonly label: string;
  readonly validTo: string | null;
  readonly removedAt: string | null;
}
export interface ApiKey {
  readonly id: string;
  readonly label: string;
  readonly role: MerchantRole;
  readonly till: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}
export interface Endpoint {
  readonly endpoint: number;
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly string[] | null;
  readonly disabledAt: string | null;
  readonly previousSecretUntil: string | null;
}
export interface Tried {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
}
export interface Delivery {
  readonly delivery: number;
  readonly endpoint: number;
  readonly type: string;
  readonly status: "pending" | "delivered" | "dead";
  readonly tries: number;
  readonly nextTryAt: string | null;
  readonly lastTryAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}
export interface Refund {
  readonly refund: number;
  readonly invoice: string;
  readonly amountTiyn: bigint;
  readonly source: "reserve" | "signature";
  readonly state: "queued" | "sent" | "mined" | "final" | "refused";
  readonly createdAt: string;
}
export interface Dispute {
  readonly payment: string;
  readonly invoice: string;
  readonly amountTiyn: bigint;
  readonly openedAt: string;
  readonly state: "open" | "resolved" | "lapsed";
  readonly toPayerTiyn: bigint | null;
  readonly toReceiverTiyn: bigint | null;
}
