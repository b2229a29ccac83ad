/** Backends whose names for things can be added to spans, with the option `attributes` of an exporter. */
export const ATTRIBUTE_PRESETS = ["braintrust", "langfuse", "langsmith", "openinference"] as const;

/** A backend whose names for things can be added to spans. */
export type AttributePreset = (typeof ATTRIBUTE_PRESETS)[number];

/** A span as its destination may see it: without the content that the destination's capture level withholds. */
export interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  /** Who recorded it: `agentscribe`, or the name of another instrumentation. */
  readonly scope: string;
  readonly status: "unset" | "ok" | "error";
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  /** Messages, arguments and results are JSON text. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Says which attributes a destination gets beside those of a span. One that is there already is replaced; one that is `undefined` is left out.
 * Called when a span ends, on the thread of the application, and once before for a span that stays open; for an exporter of the application, each
 * time that the span is handed to it.
 */
export type AttributeMapping = (span: ExportedSpan) => Readonly<Record<string, unknown>> | undefined;
