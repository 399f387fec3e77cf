// Money in and out of the ledger.
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { cashInRoutes } from "./cash-in-routes.ts";
import { cashOutRoutes } from "./cash-out-routes.ts";
import { deskRoutes } from "./desk-routes.ts";
import { exportRoutes } from "./export-routes.ts";

/** Declares the routes of cash-ins, cash-outs, payouts, the issuer's desk, payment orders and reserve reports. */
export function issuanceRoutes(api: Api, limiters: Limiters): void {
  cashInRoutes(api, limiters);
  cashOutRoutes(api, limiters);
  deskRoutes(api, limiters);
  exportRoutes(api, limiters);
}
