import type { Attributes, Span, SpanContext } from "@opentelemetry/api";
import type {
  InstrumentationScope,
  SpanRecord,
  TelemetryAttributes,
  TelemetryValue,
} from "../internal/telemetry-record.ts";
import type { Clock } from "./clock.ts";
import type { SpanLimits } from "./limits.ts";
import type { SpanGate } from "./span-gate.ts";

/** A span of the OpenTelemetry API that also takes content. Every method may be given anything and never throws. */
export interface LightSpan extends Span {
  /** Sets something a person or a model wrote, of a kind that capture policies know. Replaces content of the same key. */
  setContent(kind: string, key: string, value: unknown): this;
  /** Sets attributes that are safe to carry as they are: bounded, plain, never changed again. */
  setSafeAttributes(attributes: TelemetryAttributes): this;
  /** Adds an event whose attributes are safe to carry as they are. */
  addSafeEvent(name: string, attributes: TelemetryAttributes, timeMillis: number | undefined): this;
  /** Describes a failure in words that are content of kind `errorText`; the status becomes an error. */
  setStatusContent(message: string): this;
}

/** What a tracer knows of all its spans. */
export interface SpanSettings {
  readonly scope: InstrumentationScope;
  readonly limits: SpanLimits;
  readonly clock: Clock;
  readonly onEnd: (record: SpanRecord) => void;
  /** Absent where spans are for who sets them alone. */
  readonly gate?: SpanGate;
  /** Told when a span is used after its end. */
  readonly onMisuse?: (message: string) => void;
}

export interface SpanStart {
  readonly name: string;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly kind: SpanRecord["kind"];
  readonly startTimeMillis: number;
  /** Of the clock, for what happens in the span. */
  readonly clockOffset?: number | undefined;
  readonly attributes: Attributes | undefined;
  /** Attributes made for this span and safe to carry, in place of `attributes`. */
  readonly safeAttributes?: Record<string, TelemetryValue> | undefined;
  readonly links: unknown;
}
