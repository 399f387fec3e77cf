// What the routes of the issuer's desk have in common.

export const DESK = "Issuer's desk";
export const REFUSALS = ["unauthenticated", "not-issuer"];
