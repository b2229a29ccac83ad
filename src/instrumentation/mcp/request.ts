import { attempt } from "../../internal/attempt.ts";
import { markFresh } from "../../internal/fresh-result.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { RecordClient } from "../../record/client.ts";
import type { McpCall, McpRequestOptions } from "../../record/scopes/mcp.ts";
import type { AnyFunction } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { type Connection, connectionOf, learn, type McpSide, wireFacts } from "./connection.ts";
import { recordingMcpClient } from "./recording-client.ts";

/** The calls that request messages belong to, for what a later answer asks of the sender. */
const calls = new WeakMap<object, McpCall>();

/**
 * The method that sends a request and waits for its answer.
 *
 * @param at - the place of the request among the arguments
 */
export function observedRequest(original: AnyFunction, at: number, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingMcpClient();
    const method = readPath(args[at], "method");
    if (client === undefined || typeof method !== "string") return Reflect.apply(original, this, args);
    const connection = connectionOf(this, side);
    if (connection.isLeg) {
      connection.isLeg = false;
      return Reflect.apply(original, this, withContext(client, args, at));
    }
    const run = markFresh((call: McpCall) => {
      const given = withContext(client, args, at);
      calls.set(given[at] as object, call);
      return sendRequest(this, connection, call, { method, request: given[at] }, () =>
        Reflect.apply(original, this, given),
      );
    });
    return client.mcpRequest(requestOptions(this, connection, args, at, method), run);
  };
}

function requestOptions(
  protocol: unknown,
  connection: Connection,
  args: readonly unknown[],
  at: number,
  method: string,
): McpRequestOptions {
  const signal = [args[at + 1], args[at + 2]].map((one) => readPath(one, "signal")).find(isSignal);
  return {
    method,
    params: readPath(args[at], "params"),
    ...wireFacts(protocol, connection),
    ...(signal !== undefined && { signal }),
  };
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof value === "object" && value !== null && "aborted" in value;
}

/** Sends, and keeps the call where the answer finds it: by the id that the SDK counts up. */
function sendRequest(
  protocol: unknown,
  connection: Connection,
  call: McpCall,
  { method, request }: { readonly method: string; readonly request: unknown },
  send: () => unknown,
): unknown {
  const id = readPath(protocol, "_requestMessageId");
  const isFirstPage = readPath(request, "params", "cursor") === undefined;
  if (typeof id === "number") connection.sent.set(id, { method, call, isFirstPage });
  const forget = (): void => {
    connection.sent.delete(id);
    // A session is known once `initialize` was answered.
    attempt(() => call.connection(wireFacts(protocol, connection)));
  };
  let promise: unknown;
  try {
    promise = send();
  } catch (error) {
    forget();
    throw error;
  }
  if (readPath(protocol, "_requestMessageId") !== id) call.connection({ requestId: id as number });
  if (isPromise(promise)) promise.then(forget, forget);
  else forget();
  return promise;
}

/** The arguments with the active place in the trace in the message's `_meta`; the caller's own message stays as it is. */
export function withContext(client: RecordClient, args: readonly unknown[], at: number): unknown[] {
  return (
    attempt(() => {
      const given = [...args];
      const message = args[at] as { readonly params?: object };
      given[at] = { ...message, params: client.injectMcpMeta(message.params ?? {}) };
      return given;
    }) ?? [...args]
  );
}

/** The method that is told of each answer as it came. */
export function observedOnResponse(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    attempt(() => told(connectionOf(this, side), args[0]));
    return Reflect.apply(original, this, args);
  };
}

function told(connection: Connection, response: unknown): void {
  const id = Number(readPath(response, "id"));
  const sent = connection.sent.get(id);
  // What asks for more is no answer: the request goes on.
  if (sent === undefined || readPath(response, "result", "resultType") === "input_required") return;
  connection.sent.delete(id);
  sent.call.response(response);
  learn(connection, sent.method, readPath(response, "result"), sent.isFirstPage);
}

/**
 * The method that gives the server what it asked for instead of an answer, and sends the request again. What it runs is inside the call, and what it
 * sends is the same call.
 */
export function observedInputRequired(original: AnyFunction, side: McpSide): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [decoded, flow, ...rest] = args;
    const retry = readPath(flow, "retry");
    const call = attempt(() => calls.get(readPath(flow, "request") as object));
    if (call === undefined || typeof retry !== "function") return Reflect.apply(original, this, args);
    const connection = connectionOf(this, side);
    const again = (...given: unknown[]): unknown => {
      connection.isLeg = true;
      try {
        return Reflect.apply(retry, flow, given);
      } finally {
        connection.isLeg = false;
      }
    };
    return call.run(() => Reflect.apply(original, this, [decoded, { ...(flow as object), retry: again }, ...rest]));
  };
}
