import { attemptAnswered, attemptStarts } from "../http/attempts.ts";
import { type AnyFunction, attempt, isInsideCall, recordingClient } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath, serverOfUrl } from "../read-path.ts";

/** Observes the hooks that Mistral's client runs for each attempt, and the tracing of its own that is among them. */
export function patchHooks(hooks: unknown): (Restore | undefined)[] {
  return [
    patchMethod(hooks, "beforeRequest", (original) =>
      telling(original, ([, request]) => attemptStarts(serverOfUrl(readPath(request, "url")))),
    ),
    patchMethod(hooks, "afterSuccess", (original) => telling(original, ([, response]) => attemptAnswered(response))),
    patchMethod(hooks, "afterError", (original) => telling(original, ([, response]) => attemptAnswered(response))),
  ];
}

function telling(original: AnyFunction, tell: (args: readonly unknown[]) => void): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    attempt(() => tell(args));
    return Reflect.apply(original, this, args);
  };
}

/** The hook of the client that traces, since its second major. */
export function tracingHookOf(hooks: unknown): unknown {
  const all = readPath(hooks, "beforeRequestHooks");
  return Array.isArray(all) ? all.find((hook: unknown) => readPath(hook, "_mistralTracingHook") === true) : undefined;
}

/**
 * A call that is recorded here is not traced by the client as well: one request is one billable span. Traces that the client sends to
 * Mistral itself (`dedicated`) go on; they reach no other backend.
 */
export function patchTracing(hook: unknown): Restore | undefined {
  return patchMethod(
    hook,
    "beforeRequest",
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const isRecorded = attempt(() => {
          const client = recordingClient();
          return client !== undefined && isInsideCall(client) && !sendsToMistral(this);
        });
        return isRecorded === true ? args[1] : Reflect.apply(original, this, args);
      },
  );
}

function sendsToMistral(hook: unknown): boolean {
  if (readPath(hook, "_telemetryUseGlobalProvider") === true) return false;
  if (readPath(hook, "_autoTelemetryProvider") !== undefined) return true;
  if (readPath(hook, "tracerProvider") !== undefined) return false;
  return process.env.MISTRAL_SDK_TELEMETRY?.trim().toLowerCase() === "dedicated";
}
