import type { EncodedText } from "./encoded-text.ts";

/** A value that any OTLP attribute can carry. Whoever makes one has bounded and cleaned it; nothing here throws when read. */
export type TelemetryValue =
  | string
  | number
  | boolean
  | null
  | EncodedText
  | readonly TelemetryValue[]
  | { readonly [key: string]: TelemetryValue };

export type TelemetryAttributes = Readonly<Record<string, TelemetryValue>>;

/** Something a person or a model wrote. A destination receives it only when its capture policy allows the kind. */
export interface ContentAttribute {
  readonly kind: string;
  readonly key: string;
  readonly value: TelemetryValue;
}

/** The name, version and schema under which a span, event or metric is recorded. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/** Times are milliseconds since 1970 with a fraction, which a double holds to a quarter of a microsecond. */
export interface SpanEventRecord {
  readonly name: string;
  readonly timeMillis: number;
  readonly attributes: TelemetryAttributes;
  readonly content?: readonly ContentAttribute[];
}

export interface SpanLinkRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags?: number;
  readonly traceState?: string;
  readonly attributes: TelemetryAttributes;
}

export interface SpanStatusRecord {
  /** 0 unset, 1 ok, 2 error, as in OTLP. */
  readonly code: 0 | 1 | 2;
  /** A description, which is content of kind `errorText`: sent only where that kind is allowed. */
  readonly contentMessage?: string;
}

/** A span that has ended: plain data, never changed again. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly parentIsRemote?: boolean | undefined;
  readonly traceState?: string | undefined;
  readonly traceFlags: number;
  readonly name: string;
  /** `SpanKind` of the OpenTelemetry API: 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind: 0 | 1 | 2 | 3 | 4;
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  readonly attributes: TelemetryAttributes;
  /** The same attributes as the objects they were set with, of which a later one wins. Quicker to encode than all in one. */
  readonly layers?: readonly TelemetryAttributes[] | undefined;
  readonly content: readonly ContentAttribute[];
  readonly events: readonly SpanEventRecord[];
  readonly links: readonly SpanLinkRecord[];
  readonly status: SpanStatusRecord;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  readonly scope: InstrumentationScope;
}

/** An event, which OpenTelemetry carries as a log record with an event name. */
export interface LogRecord {
  readonly eventName?: string;
  readonly timeMillis: number;
  readonly observedTimeMillis: number;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: TelemetryValue;
  readonly attributes: TelemetryAttributes;
  readonly content: readonly ContentAttribute[];
  readonly droppedAttributesCount: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly traceFlags?: number;
  readonly scope: InstrumentationScope;
}
