// What the people and machines of a merchant may do, by their role. One table; every route of a merchant names a right of it.
import type { Caller, MerchantWork } from "./caller.ts";
import { ProblemError } from "../problems.ts";

export const ROLES_OF_MERCHANT = ["owner", "cashier", "accountant", "developer"] as const;
export type MerchantRole = (typeof ROLES_OF_MERCHANT)[number];

/** Which roles hold a right. `owner` is the merchant's own account, its keys of that role, and whom it made one. */
export const MERCHANT_RIGHTS = {
  /** See invoices, payments, refunds, tills and links. */
  "merchant-read": ["owner", "cashier", "accountant", "developer"],
  /** Take money: invoices. */
  "merchant-sell": ["owner", "cashier"],
  /** Capture or end a hold, refund, void, and what else decides over money. */
  "merchant-decide": ["owner"],
  /** See books and export them. */
  "merchant-books": ["owner", "accountant"],
  /** API keys of developers, webhooks. */
  "merchant-develop": ["owner", "developer"],
} as const satisfies Record<string, readonly MerchantRole[]>;
export type MerchantRight = keyof typeof MERCHANT_RIGHTS;

export const isMerchantRight = (right: string): right is MerchantRight => right in MERCHANT_RIGHTS;

/** Whether a role holds a right. Pure. */
export const roleHolds = (role: MerchantRole, right: MerchantRight): boolean =>
  (MERCHANT_RIGHTS[right] as readonly MerchantRole[]).includes(role);

/** For whom the caller works, if its role holds the right. @throws {ProblemError} `unauthenticated`, `not-member`, `role-insufficient` */
export function mustHold({ by, work }: Caller, right: MerchantRight): MerchantWork {
  if (work === null) {
    if (by !== "nobody") throw new ProblemError("not-member");
    throw new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } });
  }
  if (!roleHolds(work.role, right))
    throw new ProblemError(
      "role-insufficient",
      `The role «${work.role}» may not do this; ${MERCHANT_RIGHTS[right].join(" and ")} may.`,
    );
  return work;
}

/** The till that a member is bound to, against the one it asks for. @throws {ProblemError} `till-foreign` */
export function tillOf({ till: own }: MerchantWork, asked: string | null): string | null {
  if (own !== null && asked !== null && asked !== own) throw new ProblemError("till-foreign");
  return own ?? asked;
}
