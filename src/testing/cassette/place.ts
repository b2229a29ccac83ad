import { contextManager } from "../../internal/active-client.ts";

const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");

/** The trace and the session in which something happens. */
export interface Place {
  readonly trace?: string;
  readonly session?: string;
}

/** Read from the active span; what it does not say is absent. Never throws. */
export function activePlace(): Place {
  try {
    const span = contextManager()?.active().getValue(SPAN_KEY) as ActiveSpan | undefined;
    const trace = span?.spanContext?.().traceId;
    const session = span?.attributes?.["session.id"];
    return { ...(typeof trace === "string" && { trace }), ...(typeof session === "string" && { session }) };
  } catch {
    return {};
  }
}

interface ActiveSpan {
  readonly attributes?: Readonly<Record<string, unknown>>;
  spanContext?(): { readonly traceId?: unknown };
}
