// Refusals that concern the people of a merchant, its tills and its payment links.
import type { ErrorRow } from "./row.ts";

export const MERCHANT_ERRORS = {
  "api-key-role-refused": [
    403,
    "Role not yours to give",
    "Only the merchant's own account makes keys of this role.",
    "Sign in as the merchant, or make a key of the role developer.",
  ],
  "member-exists": [
    409,
    "Member already",
    "This account works for the merchant already.",
    "Remove the member first.",
  ],
  "member-unknown": [404, "Member unknown", "You have no such member.", "Look under /v1/members."],
  "members-too-many": [409, "Too many members", "A merchant has 200 members at most.", "Remove some."],
  "not-member": [
    403,
    "Not of this merchant",
    "The account is no merchant and works for none, or for several and named none in the header alatau-merchant.",
    "Have the merchant add the account, or name the merchant.",
  ],
  "payment-link-amount": [
    422,
    "Amount does not fit the link",
    "The link asks for a fixed amount and another was given, or for a free one and none was given.",
    "Give the amount that the link asks for.",
  ],
  "payment-link-closed": [
    409,
    "Link closed",
    "The link was revoked, has expired, or has been used as often as it may.",
    "Ask the merchant for a new one.",
  ],
  "payment-link-unknown": [404, "Link unknown", "There is no such payment link.", "Check the address."],
  "role-insufficient": [
    403,
    "Your role does not allow this",
    "The merchant gave this account or key a role without this right.",
    "Ask the merchant's owner.",
  ],
  "till-closed": [409, "Till closed", "The till was closed.", "Open it again under its name."],
  "till-foreign": [403, "Another till", "You work at another till.", "Use your own till."],
  "till-name-taken": [409, "Name taken", "A till of this name is open.", "Choose another name."],
  "till-unknown": [404, "Till unknown", "There is no such till.", "Look under /v1/tills."],
} as const satisfies Record<string, ErrorRow>;
