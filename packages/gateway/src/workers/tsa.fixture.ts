// For tests: a real timestamp authority, made and run by `openssl ts`, behind HTTP.
import { X509Certificate } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether `openssl` is on this machine. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

export interface TestAuthority extends AsyncDisposable {
  readonly url: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** The answer to a query, DER both. */
  readonly answer: (query: Uint8Array) => Buffer;
}

const CONFIG = (folder: string): string => `
[tsa]
default_tsa = here
[here]
serial = ${folder}/serial
signer_cert = ${folder}/cert.pem
signer_key = ${folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
[req]
distinguished_name = name
prompt = no
x509_extensions = stamps
[name]
CN = Timestamps for tests
[stamps]
extendedKeyUsage = critical, timeStamping
[other]
extendedKeyUsage = serverAuth
`;

/** Starts an authority with a key of its own; with `purpose` «other» its certificate is not for timestamps. */
export async function startAuthority({
  key = "rsa:2048",
  purpose = "stamps",
}: { key?: string; purpose?: "stamps" | "other" } = {}): Promise<TestAuthority> {
  const folder = mkdtempSync(join(tmpdir(), "alatau-tsa-"));
  const at = (name: string): string => join(folder, name);
  const run = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args);
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr.toString()}`);
  };
  writeFileSync(at("tsa.cnf"), CONFIG(folder));
  writeFileSync(at("serial"), "01\n");
  const curve = key === "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["-newkey", key];
  const files = [
    "-keyout",
    at("key.pem"),
    "-out",
    at("cert.pem"),
    "-config",
    at("tsa.cnf"),
    "-extensions",
    purpose,
  ];
  run("req", "-x509", "-nodes", "-days", "30", ...curve, ...files);
  const answer = (query: Uint8Array): Buffer => {
    writeFileSync(at("query"), query);
    run("ts", "-reply", "-config", at("tsa.cnf"), "-queryfile", at("query"), "-out", at("reply"));
    return readFileSync(at("reply"));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response
        .writeHead(200, { "content-type": "application/timestamp-reply" })
        .end(answer(Buffer.concat(parts)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    certificate: new X509Certificate(readFileSync(at("cert.pem"))).raw,
    answer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
