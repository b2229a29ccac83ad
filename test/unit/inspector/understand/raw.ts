import type { AttributeValue, RawGroup, RawLog, RawPoint, RawSpan } from "../../../../src/inspector/model/raw.ts";

const NO_BYTES = new Uint8Array();

type Attributes = Readonly<Record<string, AttributeValue>>;

export function group(scopeName: string, resource: Attributes = {}): RawGroup {
  return {
    resource: new Map(Object.entries(resource)),
    scopeName,
    scopeVersion: "",
    resourceBytes: NO_BYTES,
    scopeBytes: NO_BYTES,
  };
}

export function span(name: string, attributes: Attributes, more: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: new Uint8Array(16).fill(1),
    spanId: new Uint8Array(8).fill(2),
    parentSpanId: undefined,
    name,
    otlpKind: 3,
    startUs: 1_700_000_000_000_000,
    durationUs: 1_000,
    status: 0,
    attributes: new Map(Object.entries(attributes)),
    eventCount: 0,
    bytes: NO_BYTES,
    ...more,
  };
}

export function log(eventName: string, attributes: Attributes, more: Partial<RawLog> = {}): RawLog {
  return {
    traceId: undefined,
    spanId: undefined,
    timeUs: 1_700_000_000_000_000,
    eventName,
    severity: 9,
    body: null,
    attributes: new Map(Object.entries(attributes)),
    bytes: NO_BYTES,
    ...more,
  };
}

export function point(metric: string, value: number, attributes: Attributes, more: Partial<RawPoint> = {}): RawPoint {
  return {
    metric,
    unit: "",
    description: "",
    type: "sum",
    cumulative: false,
    monotonic: true,
    startUs: 1_700_000_000_000_000,
    timeUs: 1_700_000_060_000_000,
    attributes: new Map(Object.entries(attributes)),
    value,
    count: 1,
    attributeBytes: NO_BYTES,
    bytes: NO_BYTES,
    ...more,
  };
}
