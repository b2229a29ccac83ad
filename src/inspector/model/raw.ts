/** A value of an attribute or a body as OTLP has it. Integers beyond 2^53 are strings of digits, bytes are base64 text. */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[] | AttributeMap;

/** Attributes by name. A Map, so that no name in received data can reach a prototype. */
export type AttributeMap = ReadonlyMap<string, AttributeValue>;

/** What is read of attributes while a request comes in. */
export type Attributes = Pick<ReadonlyMap<string, AttributeValue>, "get" | "forEach">;

/** Whose telemetry it is: the resource and the scope around a run of spans, log records or points. */
export interface RawGroup {
  readonly resource: AttributeMap;
  readonly scopeName: string;
  readonly scopeVersion: string;
  /** Which version of the conventions names are from, as the scope says it; "" when it does not. */
  readonly schemaUrl?: string | undefined;
  /** The same of the resource. */
  readonly resourceSchemaUrl?: string | undefined;
  /** The resource message as it was received; equal bytes, equal resource. */
  readonly resourceBytes: Uint8Array;
  /** The scope message as it was received. */
  readonly scopeBytes: Uint8Array;
}

/** One span, decoded as far as the store needs: of its attributes those that were asked for. */
export interface RawSpan {
  /** 16 bytes. */
  readonly traceId: Uint8Array;
  /** 8 bytes. */
  readonly spanId: Uint8Array;
  /** 8 bytes; undefined for a root. */
  readonly parentSpanId: Uint8Array | undefined;
  readonly name: string;
  /** OTLP's number of the span kind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly otlpKind: number;
  /** Microseconds since 1970. */
  readonly startUs: number;
  /** Microseconds, never negative. */
  readonly durationUs: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: 0 | 1 | 2;
  readonly attributes: Attributes;
  readonly eventCount: number;
  /** The `Span` message as it was received (re-encoded when it came as JSON): nothing of it is lost. */
  readonly bytes: Uint8Array;
}

/** One log record. Its attributes are decoded whole. */
export interface RawLog {
  readonly traceId: Uint8Array | undefined;
  readonly spanId: Uint8Array | undefined;
  /** Microseconds since 1970: the time of the event, or when it was observed. */
  readonly timeUs: number;
  /** The field `event_name`, or the attribute `event.name`; "" when there is neither. */
  readonly eventName: string;
  readonly severity: number;
  readonly body: AttributeValue;
  readonly attributes: AttributeMap;
  /** The `LogRecord` message as it was received. */
  readonly bytes: Uint8Array;
}

/** One point of a metric: the newest value of a series. */
export interface RawPoint {
  readonly metric: string;
  readonly unit: string;
  readonly description: string;
  readonly type: "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";
  /** Whether a value counts from the start of the series (true) or from the last point (false). */
  readonly cumulative: boolean;
  readonly monotonic: boolean;
  readonly startUs: number;
  readonly timeUs: number;
  readonly attributes: AttributeMap;
  /** Of gauges and sums the value; of the others the sum of what was measured. */
  readonly value: number;
  /** Of histograms and summaries how many values were measured; 1 for the others. */
  readonly count: number;
  /** The fields of the point message that hold its attributes, as they were received, and all others: nothing of it is lost. */
  readonly attributeBytes: Uint8Array;
  readonly bytes: Uint8Array;
}
