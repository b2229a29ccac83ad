import type { McpCall } from "../../record/scopes/mcp.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type TransportFacts, transportFacts } from "./transport.ts";

/** Which role of the protocol an object has. Both send requests, and both answer some. */
export type McpSide = "client" | "server";

/** A request that was sent and not answered. */
export interface SentRequest {
  readonly method: string;
  readonly call: McpCall;
  /** Whether it asks for the first of several pages. */
  readonly isFirstPage: boolean;
}

/** A request that came and was not answered. */
export interface ServedRequest {
  readonly method: string;
  readonly call: McpCall;
}

/** What is known of the connection of one client or server, and what is open on it. */
export interface Connection {
  readonly side: McpSide;
  transport: unknown;
  facts: TransportFacts;
  protocolVersion: string | undefined;
  /** When it came to be used, in milliseconds of `performance.now()`; absent while it is not. */
  connectedAt: number | undefined;
  /** When the session began: by `initialize`, which later revisions of the protocol do not have. */
  sessionSince: number | undefined;
  tools: number | undefined;
  isClosing: boolean;
  /** The request about to be made goes on with one that is recorded already. */
  isLeg: boolean;
  readonly sent: Map<unknown, SentRequest>;
  readonly served: Map<unknown, ServedRequest>;
  unobserve: Restore | undefined;
  /** Looks no longer whether the other end has gone. */
  unwatch: Restore | undefined;
}

const connections = new WeakMap<object, Connection>();

/** The connection of a client or server, which is the same object through reconnects. */
export function connectionOf(protocol: unknown, side: McpSide): Connection {
  const known = connections.get(protocol as object);
  const connection: Connection = known ?? {
    side,
    transport: undefined,
    facts: {},
    protocolVersion: undefined,
    connectedAt: undefined,
    sessionSince: undefined,
    tools: undefined,
    isClosing: false,
    isLeg: false,
    sent: new Map(),
    served: new Map(),
    unobserve: undefined,
    unwatch: undefined,
  };
  if (known === undefined) connections.set(protocol as object, connection);
  const transport = readPath(protocol, "_transport");
  if (transport !== undefined && transport !== connection.transport) {
    connection.transport = transport;
    connection.facts = transportFacts(transport);
  }
  return connection;
}

/** Options of a scope that say over what a message goes. */
export interface WireFacts extends TransportFacts {
  readonly sessionId?: string;
  readonly protocolVersion?: string;
}

/** What every message of a connection says of it; `extra` is what the transport told of this one. */
export function wireFacts(protocol: unknown, connection: Connection, message?: unknown, extra?: unknown): WireFacts {
  const sessionId = readPath(connection.transport, "sessionId");
  const version = [
    readPath(message, "params", "_meta", "io.modelcontextprotocol/protocolVersion"),
    connection.protocolVersion,
    readPath(protocol, "_negotiatedProtocolVersion"),
    readPath(extra, "requestInfo", "headers", "mcp-protocol-version"),
  ].find((one) => typeof one === "string");
  return {
    ...connection.facts,
    ...(typeof sessionId === "string" && { sessionId }),
    ...(typeof version === "string" && { protocolVersion: version }),
  };
}

/** What an answer to a request says of the connection. */
export function learn(connection: Connection, method: string, result: unknown, isFirstPage: boolean): void {
  if (method === "initialize") {
    const version = readPath(result, "protocolVersion");
    if (typeof version !== "string") return;
    connection.protocolVersion = version;
    connection.sessionSince = performance.now();
  }
  const tools = method === "tools/list" ? readPath(result, "tools") : undefined;
  if (!Array.isArray(tools)) return;
  connection.tools = tools.length + (isFirstPage ? 0 : (connection.tools ?? 0));
}
