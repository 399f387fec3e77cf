// Titles of problems of merchants, tills and links, by code, in English.

export const merchantProblems: Readonly<Record<string, string>> = {
  "api-key-role-refused": "A key of this role is not yours to make",
  "member-exists": "Works here already",
  "member-unknown": "Member unknown",
  "members-too-many": "Too many members",
  "not-member": "Not of this merchant",
  "payment-link-amount": "The amount does not fit the link",
  "payment-link-closed": "This link is closed",
  "payment-link-unknown": "Link unknown",
  "role-insufficient": "Your role does not allow this",
  "till-closed": "The till is closed",
  "till-foreign": "This is another till",
  "till-name-taken": "A till of this name is open",
  "till-unknown": "Till unknown",
};
