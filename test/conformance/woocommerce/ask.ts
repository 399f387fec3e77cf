// Asks the WooCommerce plug-in's PHP classes; where PHP is missing, its tests are skipped and say so.
import type { Context } from "mocha";
import { execFile, spawnSync } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const PLUGIN = path.join(import.meta.dirname, "../../../examples/woocommerce");
export const SHOP = import.meta.dirname;

export type Call = readonly [name: string, ...values: unknown[]];
export type Answer = { readonly ok: unknown } | { readonly reason: string; readonly definite: boolean };

/** For `before`: PHP 8.1 with mbstring, or no test. */
export function mustHavePhp(this: Context): void {
  const check = "exit(extension_loaded('mbstring') && PHP_VERSION_ID >= 80100 ? 0 : 1);";
  if (spawnSync("php", ["-r", check]).status === 0) return;
  process.stdout.write(
    "  skipped: there is no PHP 8.1 with mbstring (apt-get install php-cli php-mbstring)\n",
  );
  this.skip();
}

/** What the classes answer to each call; `shopFile` is the shop's. Not synchronous: the gateway they call lives in this process. */
export async function askAll(calls: readonly Call[], shopFile = ""): Promise<Answer[]> {
  const env = { ...process.env, SHOP_FILE: shopFile };
  const asking = run("php", [path.join(SHOP, "ask.php")], { env });
  asking.child.stdin!.end(JSON.stringify(calls));
  return JSON.parse((await asking).stdout) as Answer[];
}
/** The answer, or the code of the refusal. */
export const shown = (answer: Answer): unknown => ("ok" in answer ? answer.ok : answer.reason);
/** What the classes answer to one call. */
export const ask = async (...call: Call): Promise<unknown> => shown((await askAll([call]))[0]!);
