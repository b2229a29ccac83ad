/** OTLP/JSON requests as a test states them. */

export type TestValue = string | number | boolean;
type TestAttributes = Readonly<Record<string, TestValue | undefined>>;

export interface TestSpan {
  /** A small number: the ids are made of it. */
  readonly trace: number;
  readonly span: number;
  readonly parent?: number | undefined;
  readonly name?: string;
  readonly startUs?: number;
  readonly durationUs?: number;
  readonly failed?: boolean;
  readonly attributes?: TestAttributes;
}

export interface TestLog {
  readonly trace?: number | undefined;
  readonly span?: number | undefined;
  readonly timeUs?: number;
  readonly name?: string;
  readonly attributes?: TestAttributes;
}

export interface TestGroup {
  readonly service?: string;
  readonly scope?: string;
  readonly schemaUrl?: string;
  readonly resourceSchemaUrl?: string;
}

/** 2026-01-01, in microseconds. */
export const START_US: number = Date.UTC(2026, 0, 1) * 1_000;

export const traceId = (number: number): string => (number + 1).toString(16).padStart(32, "0");
export const spanId = (number: number): string => (number + 1).toString(16).padStart(16, "0");

export function traces(spans: readonly TestSpan[], group: TestGroup = {}): Buffer {
  return request("resourceSpans", "scopeSpans", "spans", group, spans.map(toSpan));
}

export function logs(records: readonly TestLog[], group: TestGroup = {}): Buffer {
  return request("resourceLogs", "scopeLogs", "logRecords", group, records.map(toRecord));
}

export function sums(
  points: readonly {
    readonly name: string;
    readonly value: number;
    readonly timeUs?: number;
    readonly attributes?: TestAttributes;
  }[],
  group: TestGroup = {},
): Buffer {
  const metrics = points.map(({ name, value, timeUs = START_US, attributes = {} }) => ({
    name,
    unit: "1",
    sum: {
      aggregationTemporality: 1,
      isMonotonic: true,
      dataPoints: [{ timeUnixNano: nanos(timeUs), asDouble: value, attributes: keyValues(attributes) }],
    },
  }));
  return request("resourceMetrics", "scopeMetrics", "metrics", group, metrics);
}

function request(
  outer: string,
  inner: string,
  records: string,
  { service = "svc", scope = "lib", schemaUrl, resourceSchemaUrl }: TestGroup,
  list: readonly object[],
): Buffer {
  const resource = { attributes: keyValues({ "service.name": service }) };
  const ofScope = { scope: { name: scope }, schemaUrl, [records]: list };
  return Buffer.from(JSON.stringify({ [outer]: [{ resource, schemaUrl: resourceSchemaUrl, [inner]: [ofScope] }] }));
}

function toSpan({
  trace,
  span,
  parent,
  name = "work",
  startUs = START_US,
  durationUs = 1_000,
  failed,
  attributes = {},
}: TestSpan): object {
  return {
    traceId: traceId(trace),
    spanId: spanId(span),
    parentSpanId: parent === undefined ? "" : spanId(parent),
    name,
    kind: 1,
    startTimeUnixNano: nanos(startUs),
    endTimeUnixNano: nanos(startUs + durationUs),
    attributes: keyValues(attributes),
    status: { code: failed === true ? 2 : 0 },
  };
}

function toRecord({ trace, span, timeUs = START_US, name = "note", attributes = {} }: TestLog): object {
  return {
    timeUnixNano: nanos(timeUs),
    severityNumber: 9,
    eventName: name,
    attributes: keyValues(attributes),
    ...(trace !== undefined && { traceId: traceId(trace) }),
    ...(span !== undefined && { spanId: spanId(span) }),
  };
}

function nanos(micros: number): string {
  return `${micros}000`;
}

function keyValues(attributes: TestAttributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: toValue(value) }],
  );
}

function toValue(value: TestValue): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
