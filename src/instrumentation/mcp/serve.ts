import { attempt } from "../../internal/attempt.ts";
import type { EndOptions } from "../../record/scope-handle.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type Connection, connectionOf, learn, type McpSide, type ServedRequest, wireFacts } from "./connection.ts";
import { recordingMcpClient } from "./recording-client.ts";

/**
 * The method that is told of each request that came and sees to its answer. The request's span ends with the answer, whoever makes it: a handler, or the SDK
 * when there is none. A request that was called off gets no answer, and its span ends then.
 */
export function observedOnRequest(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original, this, args);
    const client = recordingMcpClient();
    const [request, extra] = args;
    const method = readPath(request, "method");
    const id = readPath(request, "id");
    if (client === undefined || typeof method !== "string") return run();
    const connection = connectionOf(this, side);
    if (!observeAnswers(connection)) return run();
    const params = readPath(request, "params");
    const call = client.startMcpServe({
      method,
      params,
      requestId: id as string | number,
      parent: client.extractMcpMeta(params),
      ...withoutServer(wireFacts(this, connection, request, extra)),
    });
    const served: ServedRequest = { method, call };
    // An id that is used again: the SDK forgets the request before it too.
    const before = connection.served.get(id);
    if (before !== undefined) end(connection, id, before, { reason: "dropped" });
    connection.served.set(id, served);
    try {
      return call.run(run);
    } catch (error) {
      end(connection, id, served, { error });
      throw error;
    } finally {
      attempt(() => endWhenCancelled(this, connection, id, served));
    }
  };
}

/** The other side has no address here. */
function withoutServer({ serverAddress: _, serverPort: __, ...facts }: ReturnType<typeof wireFacts>): object {
  return facts;
}

function endWhenCancelled(protocol: unknown, connection: Connection, id: unknown, served: ServedRequest): void {
  if (connection.served.get(id) !== served) return;
  const controllers = readPath(protocol, "_requestHandlerAbortControllers");
  const signal = controllers instanceof Map ? readPath(controllers.get(id), "signal") : undefined;
  // The SDK answers at once, or has a controller, or drops what this revision of the protocol does not know.
  if (!(signal instanceof AbortSignal)) end(connection, id, served, { reason: "dropped" });
  else if (signal.aborted) end(connection, id, served, { reason: "cancelled" });
  else signal.addEventListener("abort", () => end(connection, id, served, { reason: "cancelled" }), { once: true });
}

function end(connection: Connection, id: unknown, served: ServedRequest, options?: EndOptions): void {
  if (connection.served.get(id) !== served) return;
  connection.served.delete(id);
  served.call.end(options);
}

/** Watches what the connection's transport sends for answers. @returns false when it cannot be watched */
function observeAnswers(connection: Connection): boolean {
  const { transport } = connection;
  if (watched.get(transport as object) === connection) return true;
  connection.unobserve?.();
  connection.unobserve = patchMethod(
    transport,
    "send",
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        attempt(() => answered(connection, args[0]));
        return Reflect.apply(original, this, args);
      },
  );
  if (connection.unobserve === undefined) return false;
  watched.set(transport as object, connection);
  return true;
}

const watched = new WeakMap<object, Connection>();

/** Lets go of the transport of a connection that was closed: it may be used again. */
export function leaveTransport(connection: Connection): void {
  connection.unobserve?.();
  connection.unobserve = undefined;
  if (typeof connection.transport === "object" && connection.transport !== null) watched.delete(connection.transport);
}

/** The method that keeps the answer of a long-running task until it is asked for, instead of sending it. */
export function observedQueue(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const type = readPath(args[1], "type");
    if (type === "response" || type === "error") {
      attempt(() => answered(connectionOf(this, side), readPath(args[1], "message")));
    }
    return Reflect.apply(original, this, args);
  };
}

function answered(connection: Connection, message: unknown): void {
  if (readPath(message, "method") !== undefined) return;
  const id = readPath(message, "id");
  const served = connection.served.get(id);
  if (served === undefined) return;
  served.call.response(message);
  learn(connection, served.method, readPath(message, "result"), true);
  if (served.method === "initialize") served.call.connection(wireFacts(undefined, connection));
  end(connection, id, served);
}
