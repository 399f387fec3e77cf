// The chain's public port. It belongs to the process that keeps the chain, not to the node: nobody reaches a node that is still
// repeating its log, and nobody reaches one whose keeper was killed, whose blocks would go into no log.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { PortBusyError } from "./errors.ts";

/** A port that is held from the start and answers once it is opened. */
export interface Front {
  readonly port: number;
  /** From now on every connection leads to this port of the same machine. */
  open(nodePort: number): void;
  /** Ends every connection and gives the port back. */
  close(): Promise<void>;
}

/** Takes a port of a host, any free one for 0; connections are ended until it is opened. Throws `port-busy`. */
export async function openFront(host: string, port: number): Promise<Front> {
  const sockets = new Set<Socket>();
  let nodePort: number | undefined;
  const join = (caller: Socket): void => {
    if (nodePort === undefined) return void caller.destroy();
    const node = connect(nodePort, host);
    for (const [one, other] of [
      [caller, node],
      [node, caller],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on("error", () => one.destroy()); // the caller finds out by the end of its connection
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  };
  const server = createServer({ allowHalfOpen: true }, join);
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "EADDRINUSE") throw new PortBusyError(port);
    throw failure;
  }
  return {
    port: (server.address() as AddressInfo).port,
    open: (found) => {
      nodePort = found;
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
