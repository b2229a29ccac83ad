import type { AddressInfo, Server, Socket } from "node:net";

/** Why the inspector cannot listen, with what to do about it. */
export class PortError extends Error {
  override readonly name = "PortError";
}

/** What listens on a port of this machine's loopback addresses. */
export interface Listening {
  readonly port: number;
  /** Takes no new connections, lets answers under way end, for a second at most. */
  close(): Promise<void>;
}

/** Attempts to find one free port for both addresses. */
const ATTEMPTS = 10;
const GRACE_MILLIS = 1_000;
/** This machine has no IPv6. */
const NO_ADDRESS: ReadonlySet<string | undefined> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);

/**
 * Listens on the same port of `127.0.0.1` and, where this machine has one, of `::1`.
 *
 * @param port - 0 takes a free one
 * @param option - of the command line, that chooses another port
 * @param makeServer - makes the server of each address
 * @throws PortError naming the port
 */
export async function listenOnLoopback(port: number, option: string, makeServer: () => Server): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const first = await listen(makeServer(), port, "127.0.0.1").catch((error: NodeJS.ErrnoException) => {
      throw portError(port, option, error);
    });
    try {
      const second = await listen(makeServer(), first.port, "::1");
      return { port: first.port, close: () => Promise.all([first.close(), second.close()]).then(() => undefined) };
    } catch (error) {
      const reason = error as NodeJS.ErrnoException;
      if (NO_ADDRESS.has(reason.code)) return first;
      await first.close();
      if (port !== 0 || attempt === ATTEMPTS) throw portError(first.port, option, reason);
    }
  }
}

async function listen(server: Server, port: number, host: string): Promise<Listening> {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ port, host, ipv6Only: host === "::1" }, resolve);
  await promise;
  server.off("error", reject);
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server, connections) };
}

/** Node ends idle connections of HTTP itself; what is left after the grace is cut off. */
async function closeServer(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  const timer = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, GRACE_MILLIS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(timer);
}

function portError(port: number, option: string, { code, message }: NodeJS.ErrnoException): PortError {
  const reason =
    code === "EADDRINUSE" ? "in use, maybe by another inspector or a Collector" : `not to be had (${message})`;
  return new PortError(`port ${port} is ${reason}; choose another with ${option}`);
}
