// Server-Sent Events: what each block brought, resumable from the last id that was seen.
import type { Response } from "express";
import { z } from "zod";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { eventsBetween, eventText, type EventHub, type StreamEvents } from "./hub.ts";
import { EVENT_TYPES } from "./queries.ts";

const HEARTBEAT_MS = 15_000;
/** A stream that resumes from further back begins anew. */
const MOST_MISSED_BLOCKS = 5_000;
const RESUME_STEP = 200;
/** Bytes that may wait for a slow reader before it is cut off; it resumes with its last id. */
const MOST_WAITING = 1 << 20;

/** Declares the route of the event stream. */
export function eventRoutes({ route, gateway }: Api, hub: EventHub): void {
  let open = 0;
  route(
    {
      method: "get",
      path: "/v1/events",
      tag: "Events",
      summary: "What each block brought, as Server-Sent Events",
      description:
        `Events: ${EVENT_TYPES.map((type) => `\`${type}\``).join(", ")}. The event \`block\` comes last for each block and its id is the ` +
        "block's number: reconnect with `Last-Event-ID` and nothing is missed. `head-final` says up to which block everything is final, now and whenever it moves. `observations-received` says at once which data set got records, before they are in a block; what a broken connection missed of it is not told again, as with alerts. `rollback` says that later blocks are void; `reset` that too much was missed: read the lists anew.",
      query: z.strictObject({
        lastEventId: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .meta({ description: "Instead of the header, for clients that cannot set it." }),
      }),
      answers: { 200: { description: "A stream that does not end.", types: ["text/event-stream"] } },
      refusals: ["rate-limited", "stopping"],
    },
    async ({ request, response, query }) => {
      if (open >= gateway.limits.streams)
        throw new ProblemError("rate-limited", "Too many streams are open.", {
          headers: { "retry-after": "30" },
        });
      const given = query.lastEventId ?? request.headers["last-event-id"];
      const last = typeof given === "string" && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
      open += 1;
      try {
        await stream(response, hub, last, gateway);
      } finally {
        open -= 1;
      }
      return null;
    },
  );
}

async function stream(
  response: Response,
  hub: EventHub,
  last: number | undefined,
  { reads, stopping }: Api["gateway"],
): Promise<void> {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-accel-buffering": "no",
  });
  const waiting: StreamEvents[] = [];
  let live = false;
  let told = last ?? hub.tip();
  const tell = (events: StreamEvents): void => {
    if (response.destroyed) return;
    if (response.writableLength > MOST_WAITING) {
      response.destroy();
      return;
    }
    told = events.block;
    response.write(events.text);
  };
  const unsubscribe = hub.subscribe((events) => void (live ? tell(events) : waiting.push(events)));
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  const ended = new Promise<void>((resolve) => {
    response.once("close", resolve);
    stopping.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    response.write(`retry: 2000\n\n`);
    if (last === undefined || last > hub.tip() || hub.tip() - last > MOST_MISSED_BLOCKS) {
      told = hub.tip();
      response.write(eventText("reset", { block: told }, told));
    }
    // What was missed is read from the tables; what comes meanwhile waits in line.
    for (let to = hub.tip(); told < to; to = hub.tip())
      tell(await eventsBetween(reads, told, Math.min(told + RESUME_STEP, to)));
    for (const events of waiting)
      if (events.block > told || events.text.includes("event: rollback")) tell(events);
    const final = hub.final();
    if (final !== undefined) response.write(eventText("head-final", final));
    live = true;
    await ended;
  } finally {
    unsubscribe();
    clearInterval(heartbeat);
    response.end();
  }
}
