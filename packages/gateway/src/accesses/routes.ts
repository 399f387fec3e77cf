// `/v1/my-data-access`: who looked at records about the caller that are not public.
import { z } from "zod";
import { hash, numberParam, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { accessesQuery, showAccess } from "./store.ts";

const access = z
  .object({
    ...{ recordHash: hash, dataset: z.string(), subject: z.string(), reader: uint32 },
    way: z.enum(["payload", "proof", "list"]),
    times: z.int().meta({ description: "On that day." }),
    lastAt: time,
  })
  .meta({ id: "Access" });

/** Declares the route. */
export function accessRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/my-data-access",
    tag: "Records",
    summary: "Who looked at records about oneself that are not public",
    description:
      "Records of one's own devices, those that one handed in, and those whose subject is one's account. Auditors see all with `everybody=true`. Whoever reported a problem sees the same with the receipt's number.",
    filters: { everybody: z.enum(["true", "false"]).optional(), reader: numberParam.optional() },
    item: access,
    refusals: ["unauthenticated", "forbidden"],
    query: async ({ everybody, reader }, { caller }) => {
      const { participant, account, auditor, by } = await caller();
      if (by === "nobody") throw new ProblemError("unauthenticated");
      const byReader = reader !== undefined && (["a.reader = ?", reader] as const);
      if (everybody === "true") {
        if (!auditor) throw new ProblemError("forbidden");
        return accessesQuery([byReader]);
      }
      return accessesQuery([
        byReader,
        participant === null
          ? ["r.envelope::jsonb->>'subject' = ?", `account:${account?.toLowerCase()}`]
          : ["(d.participant = ? OR r.uploaded_by = ?) AND a.reader <> ?", participant],
      ]);
    },
    show: showAccess,
  });
}
