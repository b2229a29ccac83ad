import type { OtlpJson } from "./decode-otlp.ts";

/** A value of an attribute as a plain JavaScript value; integers as numbers. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

export type PlainAttributes = Readonly<Record<string, PlainValue>>;

/** Where a span, log record or metric came from. */
export interface Origin {
  readonly resource: PlainAttributes;
  readonly scope: { readonly name: string; readonly version: string; readonly schemaUrl: string };
}

export interface ReceivedSpan extends Origin {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** As OTLP numbers it: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: PlainAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: PlainAttributes;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: PlainAttributes;
  }[];
  readonly status: { readonly code: number; readonly message: string };
}

export interface ReceivedLog extends Origin {
  readonly eventName: string;
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly body: PlainValue;
  readonly attributes: PlainAttributes;
  readonly traceId: string;
  readonly spanId: string;
}

export interface ReceivedMetric extends Origin {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: "sum" | "gauge" | "histogram" | "exponentialHistogram" | "summary";
  /** 1 delta, 2 cumulative, 0 when the type has none. */
  readonly aggregationTemporality: number;
  /** The data points as OTLP/JSON has them, with plain attributes; `value` is the number of a sum or gauge, the sum of a histogram. */
  readonly points: readonly {
    readonly attributes: PlainAttributes;
    readonly value: number;
    readonly count: number;
    readonly raw: OtlpJson;
  }[];
}

export function flattenSpans(request: OtlpJson): ReceivedSpan[] {
  return each(request, "resourceSpans", "scopeSpans", "spans", (span, origin) => ({
    ...origin,
    traceId: text(span.traceId),
    spanId: text(span.spanId),
    parentSpanId: text(span.parentSpanId),
    name: text(span.name),
    kind: Number(span.kind ?? 0),
    startTimeUnixNano: text(span.startTimeUnixNano),
    endTimeUnixNano: text(span.endTimeUnixNano),
    attributes: plainAttributes(span.attributes),
    events: list(span.events).map((event) => ({
      name: text(event.name),
      timeUnixNano: text(event.timeUnixNano),
      attributes: plainAttributes(event.attributes),
    })),
    links: list(span.links).map((link) => ({
      traceId: text(link.traceId),
      spanId: text(link.spanId),
      attributes: plainAttributes(link.attributes),
    })),
    status: { code: Number(object(span.status).code ?? 0), message: text(object(span.status).message) },
  }));
}

export function flattenLogs(request: OtlpJson): ReceivedLog[] {
  return each(request, "resourceLogs", "scopeLogs", "logRecords", (log, origin) => ({
    ...origin,
    eventName: text(log.eventName),
    timeUnixNano: text(log.timeUnixNano),
    severityNumber: Number(log.severityNumber ?? 0),
    body: plainValue(log.body),
    attributes: plainAttributes(log.attributes),
    traceId: text(log.traceId),
    spanId: text(log.spanId),
  }));
}

export function flattenMetrics(request: OtlpJson): ReceivedMetric[] {
  return each(request, "resourceMetrics", "scopeMetrics", "metrics", (metric, origin) => {
    const type = METRIC_TYPES.find((name) => metric[name] !== undefined) ?? "gauge";
    const data = object(metric[type]);
    return {
      ...origin,
      name: text(metric.name),
      unit: text(metric.unit),
      description: text(metric.description),
      type,
      aggregationTemporality: Number(data.aggregationTemporality ?? 0),
      points: list(data.dataPoints).map((point) => ({
        attributes: plainAttributes(point.attributes),
        value: Number(point.asInt ?? point.asDouble ?? point.sum ?? 0),
        count: Number(point.count ?? 0),
        raw: point,
      })),
    };
  });
}

const METRIC_TYPES = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"] as const;

function each<T>(
  request: OtlpJson,
  resources: string,
  scopes: string,
  records: string,
  map: (record: OtlpJson, origin: Origin) => T,
): T[] {
  return list(request[resources]).flatMap((resource) =>
    list(resource[scopes]).flatMap((scoped) => {
      const scope = object(scoped.scope);
      const origin = {
        resource: plainAttributes(object(resource.resource).attributes),
        scope: { name: text(scope.name), version: text(scope.version), schemaUrl: text(scoped.schemaUrl) },
      };
      return list(scoped[records]).map((record) => map(record, origin));
    }),
  );
}

function plainAttributes(attributes: unknown): PlainAttributes {
  return Object.fromEntries(list(attributes).map(({ key, value }) => [text(key), plainValue(value)]));
}

function plainValue(value: unknown): PlainValue {
  const any = object(value);
  if (any.intValue !== undefined) return Number(any.intValue);
  if (any.arrayValue !== undefined) return list(object(any.arrayValue).values).map(plainValue);
  if (any.kvlistValue !== undefined) return plainAttributes(object(any.kvlistValue).values);
  const scalar = any.stringValue ?? any.boolValue ?? any.doubleValue ?? any.bytesValue;
  return typeof scalar === "string" || typeof scalar === "boolean" || typeof scalar === "number" ? scalar : null;
}

function list(value: unknown): readonly OtlpJson[] {
  return Array.isArray(value) ? (value as readonly OtlpJson[]) : [];
}

function object(value: unknown): OtlpJson {
  return typeof value === "object" && value !== null ? (value as OtlpJson) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
