/** 64-bit numbers are decimal strings in JSON, `hex` ids are hex digits, `bytes` are base64, `sint` is zigzag. */
export type ScalarName =
  | "string"
  | "hex"
  | "bytes"
  | "uint"
  | "sint"
  | "int64"
  | "uint64"
  | "fixed64"
  | "sfixed64"
  | "bool"
  | "double"
  | "fixed32";

/** How a protobuf field appears in OTLP/JSON. */
export interface FieldShape {
  readonly name: string;
  readonly as: ScalarName | MessageName;
  readonly repeated?: true;
}

export type MessageShape = Readonly<Record<number, FieldShape>>;

const resourceGroup = (scopes: string, message: MessageName): MessageShape => ({
  1: { name: "resource", as: "Resource" },
  2: { name: scopes, as: message, repeated: true },
  3: { name: "schemaUrl", as: "string" },
});

const scopeGroup = (records: string, message: MessageName): MessageShape => ({
  1: { name: "scope", as: "Scope" },
  2: { name: records, as: message, repeated: true },
  3: { name: "schemaUrl", as: "string" },
});

const attributes: FieldShape = { name: "attributes", as: "KeyValue", repeated: true };
const points = (message: MessageName): FieldShape => ({ name: "dataPoints", as: message, repeated: true });
const startNanos: FieldShape = { name: "startTimeUnixNano", as: "fixed64" };
const timeNanos: FieldShape = { name: "timeUnixNano", as: "fixed64" };
const flags: FieldShape = { name: "flags", as: "uint" };
const exemplars: FieldShape = { name: "exemplars", as: "Exemplar", repeated: true };
const temporality: FieldShape = { name: "aggregationTemporality", as: "uint" };
const droppedAttributes: FieldShape = { name: "droppedAttributesCount", as: "uint" };

export type MessageName =
  | "TraceRequest"
  | "LogsRequest"
  | "MetricsRequest"
  | "ResourceSpans"
  | "ResourceLogs"
  | "ResourceMetrics"
  | "ScopeSpans"
  | "ScopeLogs"
  | "ScopeMetrics"
  | "Resource"
  | "Scope"
  | "KeyValue"
  | "AnyValue"
  | "ArrayValue"
  | "KeyValueList"
  | "Span"
  | "Event"
  | "Link"
  | "Status"
  | "LogRecord"
  | "Metric"
  | "Gauge"
  | "Sum"
  | "Histogram"
  | "ExponentialHistogram"
  | "Summary"
  | "NumberDataPoint"
  | "HistogramDataPoint"
  | "ExponentialHistogramDataPoint"
  | "Buckets"
  | "SummaryDataPoint"
  | "QuantileValue"
  | "Exemplar";

/** The messages of OTLP 1.x, by field number (`opentelemetry-proto`, `opentelemetry/proto/*.proto`). */
export const OTLP_MESSAGES: Readonly<Record<MessageName, MessageShape>> = {
  TraceRequest: { 1: { name: "resourceSpans", as: "ResourceSpans", repeated: true } },
  LogsRequest: { 1: { name: "resourceLogs", as: "ResourceLogs", repeated: true } },
  MetricsRequest: { 1: { name: "resourceMetrics", as: "ResourceMetrics", repeated: true } },
  ResourceSpans: resourceGroup("scopeSpans", "ScopeSpans"),
  ResourceLogs: resourceGroup("scopeLogs", "ScopeLogs"),
  ResourceMetrics: resourceGroup("scopeMetrics", "ScopeMetrics"),
  ScopeSpans: scopeGroup("spans", "Span"),
  ScopeLogs: scopeGroup("logRecords", "LogRecord"),
  ScopeMetrics: scopeGroup("metrics", "Metric"),
  Resource: { 1: attributes, 2: droppedAttributes },
  Scope: {
    1: { name: "name", as: "string" },
    2: { name: "version", as: "string" },
    3: attributes,
    4: droppedAttributes,
  },
  KeyValue: { 1: { name: "key", as: "string" }, 2: { name: "value", as: "AnyValue" } },
  AnyValue: {
    1: { name: "stringValue", as: "string" },
    2: { name: "boolValue", as: "bool" },
    3: { name: "intValue", as: "int64" },
    4: { name: "doubleValue", as: "double" },
    5: { name: "arrayValue", as: "ArrayValue" },
    6: { name: "kvlistValue", as: "KeyValueList" },
    7: { name: "bytesValue", as: "bytes" },
  },
  ArrayValue: { 1: { name: "values", as: "AnyValue", repeated: true } },
  KeyValueList: { 1: { name: "values", as: "KeyValue", repeated: true } },
  Span: {
    1: { name: "traceId", as: "hex" },
    2: { name: "spanId", as: "hex" },
    3: { name: "traceState", as: "string" },
    4: { name: "parentSpanId", as: "hex" },
    5: { name: "name", as: "string" },
    6: { name: "kind", as: "uint" },
    7: startNanos,
    8: { name: "endTimeUnixNano", as: "fixed64" },
    9: attributes,
    10: droppedAttributes,
    11: { name: "events", as: "Event", repeated: true },
    12: { name: "droppedEventsCount", as: "uint" },
    13: { name: "links", as: "Link", repeated: true },
    14: { name: "droppedLinksCount", as: "uint" },
    15: { name: "status", as: "Status" },
    16: { name: "flags", as: "fixed32" },
  },
  Event: { 1: timeNanos, 2: { name: "name", as: "string" }, 3: attributes, 4: droppedAttributes },
  Link: {
    1: { name: "traceId", as: "hex" },
    2: { name: "spanId", as: "hex" },
    3: { name: "traceState", as: "string" },
    4: attributes,
    5: droppedAttributes,
    6: { name: "flags", as: "fixed32" },
  },
  Status: { 2: { name: "message", as: "string" }, 3: { name: "code", as: "uint" } },
  LogRecord: {
    1: timeNanos,
    2: { name: "severityNumber", as: "uint" },
    3: { name: "severityText", as: "string" },
    5: { name: "body", as: "AnyValue" },
    6: attributes,
    7: droppedAttributes,
    8: { name: "flags", as: "fixed32" },
    9: { name: "traceId", as: "hex" },
    10: { name: "spanId", as: "hex" },
    11: { name: "observedTimeUnixNano", as: "fixed64" },
    12: { name: "eventName", as: "string" },
  },
  Metric: {
    1: { name: "name", as: "string" },
    2: { name: "description", as: "string" },
    3: { name: "unit", as: "string" },
    5: { name: "gauge", as: "Gauge" },
    7: { name: "sum", as: "Sum" },
    9: { name: "histogram", as: "Histogram" },
    10: { name: "exponentialHistogram", as: "ExponentialHistogram" },
    11: { name: "summary", as: "Summary" },
    12: { name: "metadata", as: "KeyValue", repeated: true },
  },
  Gauge: { 1: points("NumberDataPoint") },
  Sum: { 1: points("NumberDataPoint"), 2: temporality, 3: { name: "isMonotonic", as: "bool" } },
  Histogram: { 1: points("HistogramDataPoint"), 2: temporality },
  ExponentialHistogram: { 1: points("ExponentialHistogramDataPoint"), 2: temporality },
  Summary: { 1: points("SummaryDataPoint") },
  NumberDataPoint: {
    2: startNanos,
    3: timeNanos,
    4: { name: "asDouble", as: "double" },
    5: exemplars,
    6: { name: "asInt", as: "sfixed64" },
    7: attributes,
    8: flags,
  },
  HistogramDataPoint: {
    2: startNanos,
    3: timeNanos,
    4: { name: "count", as: "fixed64" },
    5: { name: "sum", as: "double" },
    6: { name: "bucketCounts", as: "fixed64", repeated: true },
    7: { name: "explicitBounds", as: "double", repeated: true },
    8: exemplars,
    9: attributes,
    10: flags,
    11: { name: "min", as: "double" },
    12: { name: "max", as: "double" },
  },
  ExponentialHistogramDataPoint: {
    1: attributes,
    2: startNanos,
    3: timeNanos,
    4: { name: "count", as: "fixed64" },
    5: { name: "sum", as: "double" },
    6: { name: "scale", as: "sint" },
    7: { name: "zeroCount", as: "fixed64" },
    8: { name: "positive", as: "Buckets" },
    9: { name: "negative", as: "Buckets" },
    10: flags,
    11: exemplars,
    12: { name: "min", as: "double" },
    13: { name: "max", as: "double" },
    14: { name: "zeroThreshold", as: "double" },
  },
  Buckets: { 1: { name: "offset", as: "sint" }, 2: { name: "bucketCounts", as: "uint64", repeated: true } },
  SummaryDataPoint: {
    2: startNanos,
    3: timeNanos,
    4: { name: "count", as: "fixed64" },
    5: { name: "sum", as: "double" },
    6: { name: "quantileValues", as: "QuantileValue", repeated: true },
    7: attributes,
    8: flags,
  },
  QuantileValue: { 1: { name: "quantile", as: "double" }, 2: { name: "value", as: "double" } },
  Exemplar: {
    2: timeNanos,
    3: { name: "asDouble", as: "double" },
    4: { name: "spanId", as: "hex" },
    5: { name: "traceId", as: "hex" },
    6: { name: "asInt", as: "sfixed64" },
    7: { name: "filteredAttributes", as: "KeyValue", repeated: true },
  },
};
