import type { SpanContext } from "@opentelemetry/api";
import type { LightSpan } from "./light-span.ts";

/** A span that carries a context on and records nothing. */
export function createNonRecordingSpan(context: SpanContext): LightSpan {
  const span: LightSpan = {
    spanContext: () => context,
    setAttribute: () => span,
    setAttributes: () => span,
    setContent: () => span,
    setSafeAttributes: () => span,
    setStatusContent: () => span,
    addEvent: () => span,
    addSafeEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    setStatus: () => span,
    updateName: () => span,
    recordException: () => {},
    end: () => {},
    isRecording: () => false,
  };
  return span;
}
