// The web application's files: built once, when they are missing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const INDEX = join(ROOT, "packages", "web", "dist", "index.html");

/** `ready` when the pages were there, `built` when they are now, `missing` when they cannot be built: the API works all the same. */
export async function buildPages(logs: string, signal: AbortSignal): Promise<"ready" | "built" | "missing"> {
  if (existsSync(INDEX)) return "ready";
  const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
  if (!existsSync(vite)) return "missing";
  const log = createWriteStream(join(logs, "pages.log"), { flags: "a" });
  const child = spawn(process.execPath, [vite, "build"], {
    cwd: join(ROOT, "packages", "web"),
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const [code] = (await once(child, "close").catch(() => [1])) as [number | null];
  log.end();
  return code === 0 && existsSync(INDEX) ? "built" : "missing";
}
