// A fiscal operator that is none: real requests over HTTP, made-up receipts that say so. For tests and the demo.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** `refuse`: 422 to everything; `down`: cuts the line before a receipt is made; `lost`: makes the receipt, then cuts the line. */
export const SIMULATOR_MODES = ["up", "refuse", "down", "lost"] as const;
export type SimulatorMode = (typeof SIMULATOR_MODES)[number];

export interface SimulatedReceipt {
  readonly key: string;
  readonly number: string;
  readonly request: Record<string, unknown>;
}

export interface Simulator extends AsyncDisposable {
  readonly url: string;
  readonly receipts: readonly SimulatedReceipt[];
  /** How many requests came, answered or not. */
  readonly requests: () => number;
  set(behaviour: { mode?: SimulatorMode; delayMs?: number }): void;
}

/**
 * Starts the simulator on 127.0.0.1. `POST /receipts` with a bearer token and an Idempotency-Key answers 201 `{number, qr, simulated:
 * true}`, the same key the same receipt; `POST /behaviour` takes `{mode, delayMs}`; `GET /receipts` lists what was made.
 */
export async function startSimulator({
  port = 0,
  token,
}: {
  port?: number;
  token: string;
}): Promise<Simulator> {
  const made = new Map<string, SimulatedReceipt>();
  let mode: SimulatorMode = "up";
  let delayMs = 0;
  let requests = 0;
  const set: Simulator["set"] = (behaviour) => {
    mode = behaviour.mode ?? mode;
    delayMs = behaviour.delayMs ?? delayMs;
  };

  const receipt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const key = String(request.headers["idempotency-key"] ?? "");
    const asked = await readJson(request);
    if (delayMs > 0) await sleep(delayMs);
    if (mode === "down") return void request.socket.destroy();
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 401, { error: "token" });
    if (key === "" || asked === undefined || mode === "refuse")
      return send(response, 422, { error: "refused" });
    const known = made.get(key);
    if (
      known !== undefined &&
      JSON.stringify(known.request.amountTiyn) !== JSON.stringify(asked["amountTiyn"])
    )
      return send(response, 422, { error: "same key, another receipt" });
    const number = known?.number ?? `SIM${String(made.size + 1).padStart(9, "0")}`;
    if (known === undefined) made.set(key, { key, number, request: asked });
    if (mode === "lost") return void request.socket.destroy();
    const sign = createHash("sha256").update(`${key}/${number}`).digest("hex").slice(0, 12);
    const qr = `https://receipts.example/?simulated=1&i=${number}&s=${String(asked["amountTiyn"])}&f=${sign}`;
    send(response, 201, { number, qr, simulated: true });
  };

  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const route = `${request.method} ${new URL(request.url ?? "/", "http://simulator").pathname}`;
      if (route === "POST /receipts") return await receipt(request, response);
      if (route === "GET /receipts") return send(response, 200, { items: [...made.values()] });
      if (route === "POST /behaviour") {
        const asked = (await readJson(request)) ?? {};
        if (asked["mode"] !== undefined && !SIMULATOR_MODES.includes(asked["mode"] as SimulatorMode))
          return send(response, 422, { error: "mode" });
        set(asked as { mode?: SimulatorMode; delayMs?: number });
        return send(response, 200, { mode, delayMs });
      }
      send(response, 404, { error: "not found" });
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get receipts() {
      return [...made.values()];
    },
    requests: () => requests,
    set,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
