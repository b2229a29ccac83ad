import { attempt } from "../../internal/attempt.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { type AnyFunction, observedMethod, type PlanCall, type PlannedCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { serverOf } from "./methods.ts";

/** Names that the client gives to its requests of models, by which its functions are known. */
const OPERATIONS: ReadonlySet<unknown> = new Set(["sendChatCompletionRequest", "createResponses"]);

/** `callModel` gives its result with one of these, and reads the rest of the stream meanwhile: the call is over, for an agent that ends with the result. */
const LAST_EVENTS: ReadonlySet<unknown> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Bodies of requests that were made and not sent yet. */
const bodies = new WeakMap<object, string>();

/**
 * Observes the requests of a client, or of its class, that no method of it makes: those of `callModel`, and of the functions that are given
 * a client. Inside a method that is observed they add nothing.
 */
export function patchRequests(client: unknown): (Restore | undefined)[] {
  return [
    patchMethod(client, "_createRequest", remembersBody),
    patchMethod(client, "_do", (original) => observedMethod(original, planRequest)),
  ];
}

function remembersBody(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    attempt(() => {
      const [context, parts] = args;
      const body = readPath(parts, "body");
      if (OPERATIONS.has(readPath(context, "operationID")) && typeof body === "string")
        bodies.set(context as object, body);
    });
    return Reflect.apply(original, this, args);
  };
}

/** What comes of a request is a result that holds the raw response, whose body the client reads later, or the error. */
const planRequest: PlanCall = ([, sent], self): PlannedCall | undefined => {
  const context = readPath(sent, "context") as object;
  const body = bodies.get(context);
  if (body === undefined) return undefined;
  let call: LlmCall | undefined;
  return {
    kind: "llm",
    options: {
      ...serverOf(self, { serverURL: readPath(context, "baseURL") }),
      operation: "chat",
      request: attempt(() => JSON.parse(body) as unknown) ?? {},
      streamIn: (result) => {
        if (readPath(result, "ok") === false) call?.error(readPath(result, "error"));
        return readPath(result, "value");
      },
      failureIn(event) {
        if (LAST_EVENTS.has(readPath(event, "type"))) call?.end();
      },
    },
    onStart: (started) => {
      call = started;
    },
  };
};
