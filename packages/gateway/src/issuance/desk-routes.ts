// The issuer's desk: its names, and everybody's cash-outs.
import { z } from "zod";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { cashOut, showCashOut } from "./cash-out-routes.ts";
import { CASH_OUT_STATES, CASH_OUTS } from "./cash-outs.ts";
import { decisionRoutes } from "./decision-routes.ts";
import { DESK, REFUSALS } from "./desk.ts";
import { mustSeeIssuance } from "./members.ts";
import { staffRoutes } from "./staff-routes.ts";
import { statementRoutes } from "./statement-routes.ts";

/** Declares the routes of the desk. */
export function deskRoutes(api: Api, limiters: Limiters): void {
  staffRoutes(api, limiters);
  statementRoutes(api, limiters);
  decisionRoutes(api, limiters);
  listRoute(api, limiters, {
    path: "/v1/issuer/cash-outs",
    tag: DESK,
    summary: "Everybody's cash-outs, the latest first",
    refusals: REFUSALS,
    filters: { state: z.enum(CASH_OUT_STATES).optional() },
    item: cashOut,
    query: async ({ state }, { caller }) => {
      await mustSeeIssuance(api.gateway, await caller());
      return {
        select: CASH_OUTS,
        where: [state !== undefined && ["c.state = ?", state]],
        keys: [{ column: "c.number", field: "number" }],
        descending: true,
      };
    },
    show: showCashOut,
  });
}
