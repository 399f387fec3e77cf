// One JSON object a line on standard output, which the supervisor writes into the process's log.
import type { WorkersConfig } from "@alatau/gateway";

type Fields = Readonly<Record<string, unknown>>;
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

const shown = (_: string, value: unknown): unknown => {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return {
    type: name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause }),
    code: (value as { code?: unknown }).code,
  };
};

/** Writes one event, in the past tense, with its ids. */
export function logLine(level: keyof typeof LEVELS, name: string, fields: Fields, msg?: string): void {
  const line = {
    level: LEVELS[level],
    time: Date.now(),
    name,
    ...fields,
    ...(msg === undefined ? {} : { msg }),
  };
  process.stdout.write(`${JSON.stringify(line, shown)}\n`);
}

/** A logger as the workers take it: `log.info({ slot }, "slot settled")`. */
export function createLogger(name: string): WorkersConfig["logger"] {
  const at =
    (level: keyof typeof LEVELS) =>
    (fields: Fields | string, msg?: string): void =>
      typeof fields === "string" ? logLine(level, name, {}, fields) : logLine(level, name, fields, msg);
  const logger = {
    debug: (): void => undefined,
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("error"),
    trace: (): void => undefined,
    child: () => logger,
  };
  return logger as unknown as WorkersConfig["logger"];
}
