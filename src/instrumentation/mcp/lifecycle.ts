import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { readError } from "../../providers/index.ts";
import type { RecordClient } from "../../record/client.ts";
import type { AnyFunction } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { type Connection, connectionOf, type McpSide, wireFacts } from "./connection.ts";
import { recordingMcpClient } from "./recording-client.ts";
import { leaveTransport } from "./serve.ts";

type Status = "connected" | "disconnected" | "failed" | "auth_required";

/** `connect(transport)`. A client says how it went. */
export function observedConnect(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const startedAt = performance.now();
    attempt(() => forget(connectionOf(this, side)));
    const result = Reflect.apply(original, this, args);
    if (!isPromise(result)) return result;
    const took = (): number => performance.now() - startedAt;
    // The promise of an async function, which nobody else holds.
    return result.then(
      (value: unknown) => {
        attempt(() => connected(this, connectionOf(this, side), took()));
        return value;
      },
      (error: unknown) => {
        attempt(() => failed(this, connectionOf(this, side), error, took()));
        throw error;
      },
    );
  };
}

/** What the connection before this one said is no longer so. */
function forget(connection: Connection): void {
  if (connection.connectedAt !== undefined) return;
  connection.transport = undefined;
  connection.facts = {};
  connection.protocolVersion = undefined;
  connection.sessionSince = undefined;
  connection.tools = undefined;
  connection.isClosing = false;
}

function connected(protocol: unknown, connection: Connection, durationMs: number): void {
  connection.connectedAt = performance.now();
  watchStdin(protocol, connection);
  tell(protocol, connection, "connected", { durationMs });
}

/** A server on stdio is left when its client closes that, which the SDK's first major does not see: it goes on to answer what came before. */
function watchStdin(protocol: unknown, connection: Connection): void {
  connection.unwatch?.();
  const stdin = connection.side === "server" ? readPath(connection.transport, "_stdin") : undefined;
  if (typeof readPath(stdin, "once") !== "function" || typeof readPath(stdin, "off") !== "function") return;
  const events = stdin as NodeJS.EventEmitter;
  const left = (): void => void attempt(() => sessionOver(protocol, connection));
  events.once("end", left);
  connection.unwatch = () => void events.off("end", left);
}

function failed(protocol: unknown, connection: Connection, error: unknown, durationMs: number): void {
  if (connection.connectedAt !== undefined) return; // It was connected already, and still is.
  const { type: errorType, status } = readError(error);
  const isAuth = status === 401 || readPath(error, "code") === 401 || errorType === "UnauthorizedError";
  tell(protocol, connection, isAuth ? "auth_required" : "failed", { durationMs, errorType });
}

/** `close()`: that the connection ends is meant. */
export function observedClose(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    attempt(() => {
      connectionOf(this, side).isClosing = true;
    });
    return Reflect.apply(original, this, args);
  };
}

/** The method that is told that the connection ended, by either side. */
export function observedOnClose(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    attempt(() => disconnected(this, connectionOf(this, side)));
    return Reflect.apply(original, this, args);
  };
}

function disconnected(protocol: unknown, connection: Connection): void {
  leaveTransport(connection);
  connection.unwatch?.();
  const { connectedAt, isClosing, side } = connection;
  connection.connectedAt = undefined;
  // A server is left by its client; a client is left only when something went wrong.
  const failure = side === "client" && !isClosing ? { errorType: "connection_closed" } : undefined;
  if (connectedAt !== undefined)
    tell(protocol, connection, "disconnected", { durationMs: performance.now() - connectedAt, ...failure });
  sessionOver(protocol, connection, failure);
}

function sessionOver(protocol: unknown, connection: Connection, failure?: { readonly errorType: string }): void {
  const { sessionSince, side } = connection;
  connection.sessionSince = undefined;
  if (sessionSince === undefined) return;
  const { sessionId: _, ...wire } = wireFacts(protocol, connection);
  const durationMs = performance.now() - sessionSince;
  recordingMcpClient()?.recordMcpSession({ side, durationMs, ...wire, ...failure });
}

function tell(
  protocol: unknown,
  connection: Connection,
  status: Status,
  facts: { readonly durationMs: number; readonly errorType?: string },
): void {
  const client: RecordClient | undefined = connection.side === "client" ? recordingMcpClient() : undefined;
  if (client === undefined) return;
  const { transport, sessionId, serverAddress } = wireFacts(protocol, connection);
  const name = readPath(protocol, "_serverVersion", "name");
  client.record("mcp.connection", {
    server: typeof name === "string" ? name : (serverAddress ?? "unknown"),
    status,
    ...((transport === "pipe" || transport === "tcp") && { transport }),
    ...(sessionId !== undefined && { sessionId }),
    ...(connection.tools !== undefined && { tools: connection.tools }),
    ...facts,
  });
}
