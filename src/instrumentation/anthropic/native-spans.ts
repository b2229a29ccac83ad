import type { Span, Tracer } from "@opentelemetry/api";
import { contextManager } from "../../internal/active-client.ts";
import { attempt } from "../../internal/attempt.ts";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import { INVALID_SPAN_CONTEXT } from "../../internal/invalid-span-context.ts";
import { silentSpan } from "../../record/silent-span.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

/** Marks a tracer that yields. Shared by all copies of this package. */
const YIELDS = Symbol.for("agentscribe yielding tracer");
/** Names of the client's own spans for what is recorded here. Its other spans (files, batches, token counts) stay. */
const RECORDED_HERE =
  /^anthropic\.(messages\.create|messages\.tool_runner|completions\.create|(custom|mcp)_tool_use)\b/;

/**
 * Takes the place of the client's own telemetry where both would record the same. Since version 0.134 the client makes spans as soon as the
 * application has a tracer provider; one request would have two. Its options stay as they are, and whatever it starts while nobody records
 * here is its own span again.
 *
 * A span that is taken over stands for the one around it, so that the client still sends the trace context with each request, now
 * that of the model call.
 *
 * @returns how to undo it; absent when the client has no such telemetry, or it was taken over before
 */
export function takeOverNativeSpans(client: unknown): Restore | undefined {
  const native = readPath(client, "_tracer");
  if (typeof readPath(native, "startSpan") !== "function" || readPath(native, YIELDS) === true) return undefined;
  const tracer = yieldingTracer(native as Tracer);
  if (attempt(() => Reflect.set(client as object, "_tracer", tracer)) !== true) return undefined;
  return () => {
    if (readPath(client, "_tracer") === tracer) Reflect.set(client as object, "_tracer", native);
  };
}

function yieldingTracer(native: Tracer): Tracer {
  const tracer: Tracer = {
    startSpan(name, options, context) {
      // Tools of a session that Anthropic hosts are run by no runner of ours.
      const isHosted = readPath(options, "attributes", "anthropic.session.id") !== undefined;
      if (!RECORDED_HERE.test(name) || isHosted || recordingClient() === undefined) {
        return native.startSpan(name, options, context);
      }
      return standIn(spanIn(context ?? contextManager()?.active()));
    },
    startActiveSpan: (...args: unknown[]) => Reflect.apply(native.startActiveSpan, native, args),
  };
  return Object.defineProperty(tracer, YIELDS, { value: true });
}

function spanIn(context: unknown): Span | undefined {
  const getValue = readPath(context, "getValue");
  return typeof getValue === "function"
    ? (Reflect.apply(getValue, context, [SPAN_KEY]) as Span | undefined)
    : undefined;
}

/** A span that records nothing and has the place of the model call it is asked in, or of the span that was active when it started. */
function standIn(around: Span | undefined): Span {
  return silentSpan(() => (recordingClient()?.activeCall?.()?.span ?? around)?.spanContext() ?? INVALID_SPAN_CONTEXT);
}
