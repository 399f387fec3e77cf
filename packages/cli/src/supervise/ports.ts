// Ports on this machine.
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { CommandError } from "../errors.ts";

/** The port itself if nobody listens on it, any free one for 0. @throws {CommandError} `port-busy`, `port-not-allowed` */
export async function freePort(port: number): Promise<number> {
  const server = createServer();
  const failure = once(server, "error").then(([error]) => Promise.reject(error as Error));
  server.listen(port, "127.0.0.1");
  try {
    await Promise.race([once(server, "listening"), failure]);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new CommandError(
        "port-busy",
        `Port ${port} is in use by another program; choose another one with --port.`,
        { cause },
      );
    if (code === "EACCES")
      throw new CommandError(
        "port-not-allowed",
        `Port ${port} may not be used by this user; choose one above 1023 with --port.`,
        { cause },
      );
    throw cause;
  }
  failure.catch(() => undefined);
  const found = (server.address() as AddressInfo).port;
  server.close();
  await once(server, "close");
  return found;
}
