import { attempt } from "../../internal/attempt.ts";
import { attemptAnswered, attemptStarts } from "../http/attempts.ts";
import { type AnyFunction, isInsideCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { serverOfUrl } from "../server-of-url.ts";

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
 * A call that is recorded here is not traced by the client as well: one request is one billable span. Where the client would have written
 * the headers of its span into the request, those of the call are. Traces that the client sends to Mistral itself (`dedicated`) go on; they
 * reach no other backend.
 */
export function patchTracing(hook: unknown): Restore | undefined {
  return patchMethod(
    hook,
    "beforeRequest",
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const client = recordingClient();
        const isRecorded = attempt(() => client !== undefined && isInsideCall(client) && !sendsToMistral(this));
        if (client === undefined || isRecorded !== true) return Reflect.apply(original, this, args);
        if (isAsked(this)) attempt(() => writeHeaders(args[1], client.injectHeaders({})));
        return args[1];
      },
  );
}

function writeHeaders(request: unknown, headers: object): void {
  const held = readPath(request, "headers");
  if (!(held instanceof Headers)) return;
  for (const [name, value] of Object.entries(headers)) held.set(name, String(value));
}

/** Whether the client was asked to trace, by its environment or by a provider. */
function isAsked(hook: unknown): boolean {
  return (
    readPath(hook, "_telemetryUseGlobalProvider") === true ||
    readPath(hook, "tracerProvider") !== undefined ||
    telemetryMode() === "global"
  );
}

function sendsToMistral(hook: unknown): boolean {
  if (readPath(hook, "_telemetryUseGlobalProvider") === true) return false;
  if (readPath(hook, "_autoTelemetryProvider") !== undefined) return true;
  if (readPath(hook, "tracerProvider") !== undefined) return false;
  return telemetryMode() === "dedicated";
}

function telemetryMode(): string | undefined {
  return process.env.MISTRAL_SDK_TELEMETRY?.trim().toLowerCase();
}
