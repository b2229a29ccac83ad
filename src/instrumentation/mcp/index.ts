import { instrumentOnce } from "../instrument.ts";
import { readPath } from "../read-path.ts";
import { patchProtocol } from "./protocol.ts";

/**
 * Records every request and notification of a `Client` of `@modelcontextprotocol/client` or `@modelcontextprotocol/sdk`: `wrapMcpClient(new Client(...))`. Best before
 * `connect()`, so that the connection is recorded too. Trace context travels in `_meta`, so that a server that is recorded continues the trace.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapMcpClient<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => patchProtocol(client, "client"));
}

/**
 * Records everything that an `McpServer` or `Server` of `@modelcontextprotocol/server` or `@modelcontextprotocol/sdk` answers, and what it asks of its client:
 * `wrapMcpServer(new McpServer(...))`. Where each request has a server of its own, wrap it where it is made.
 *
 * @returns the very object it was given
 */
export function wrapMcpServer<Server extends object>(server: Server): Server {
  return instrumentOnce(server, () => {
    const inner = readPath(server, "server");
    return patchProtocol(typeof inner === "object" && inner !== null ? inner : server, "server");
  });
}

export { unwrap } from "../instrument.ts";
