import { markFresh } from "../../internal/fresh-result.ts";
import type { AnyFunction } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { connectionOf, type McpSide, wireFacts } from "./connection.ts";
import { recordingMcpClient } from "./recording-client.ts";
import { withContext } from "./request.ts";

/** Those that come by the hundred while one request is answered: they carry the place in the trace, and are no spans. */
const FREQUENT: ReadonlySet<string> = new Set(["notifications/progress", "notifications/message"]);

/** The SDK sends it past its own method for notifications: without a place in the trace. */
const CANCELLED = "notifications/cancelled";

/**
 * The method that sends a notification.
 *
 * @param at - the place of the notification among the arguments
 */
export function observedNotification(original: AnyFunction, at: number, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingMcpClient();
    const method = readPath(args[at], "method");
    if (client === undefined || typeof method !== "string" || isPutTogether(this, args[at], method)) {
      return Reflect.apply(original, this, args);
    }
    const send = markFresh((): unknown => Reflect.apply(original, this, withContext(client, args, at)));
    if (FREQUENT.has(method)) return send();
    const params = readPath(args[at], "params");
    return client.mcpRequest({ method, params, ...wireFacts(this, connectionOf(this, side)) }, send);
  };
}

/** The SDK sends several that are alike as one, if they have no parameters: the place in the trace would be one. */
function isPutTogether(protocol: unknown, notification: unknown, method: string): boolean {
  const methods = readPath(protocol, "_options", "debouncedNotificationMethods");
  return Array.isArray(methods) && methods.includes(method) && readPath(notification, "params") === undefined;
}

/** The method that is told of each notification that came, and runs its handler. One that has no handler is ignored, as the SDK does. */
export function observedOnNotification(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingMcpClient();
    const [notification, extra] = args;
    const method = readPath(notification, "method");
    const run = (): unknown => Reflect.apply(original, this, args);
    if (client === undefined || typeof method !== "string") return run();
    const params = readPath(notification, "params");
    const connection = connectionOf(this, side);
    const sender = client.extractMcpMeta(params);
    const isLost = method === CANCELLED && sender.spanContext === undefined;
    const cancelled = isLost ? connection.served.get(readPath(params, "requestId")) : undefined;
    // Of a request that is over, it says nothing.
    if (isLost && cancelled === undefined) return run();
    const handlers = readPath(this, "_notificationHandlers");
    const handler: unknown = handlers instanceof Map ? handlers.get(method) : undefined;
    if (FREQUENT.has(method) || typeof handler !== "function") return client.continue(sender, run);
    const wire = wireFacts(this, connection, notification, extra);
    const parent = cancelled?.call ?? sender;
    const observed = (...given: unknown[]): unknown =>
      client.mcpServe(
        { method, params, parent, ...wire },
        markFresh(() => Reflect.apply(handler as AnyFunction, undefined, given)),
      );
    // The SDK looks the handler up before it returns, and calls it later.
    const all = handlers as Map<string, unknown>;
    all.set(method, observed);
    try {
      return run();
    } finally {
      if (all.get(method) === observed) all.set(method, handler);
    }
  };
}
