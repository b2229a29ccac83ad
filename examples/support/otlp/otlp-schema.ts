/** How a field of an OTLP message is written in OTLP/JSON. */
export type FieldType =
  | "string"
  | "bool"
  | "hex"
  | "base64"
  | "uint32"
  | "int32"
  | "int64"
  | "sint32"
  | "fixed64"
  | "sfixed64"
  | "double"
  | MessageName;

export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: true;
}

export type MessageName =
  | "ExportTraceServiceRequest"
  | "ExportMetricsServiceRequest"
  | "ExportLogsServiceRequest"
  | "ResourceSpans"
  | "ResourceMetrics"
  | "ResourceLogs"
  | "ScopeSpans"
  | "ScopeMetrics"
  | "ScopeLogs"
  | "Resource"
  | "InstrumentationScope"
  | "KeyValue"
  | "AnyValue"
  | "ArrayValue"
  | "KeyValueList"
  | "Span"
  | "SpanEvent"
  | "SpanLink"
  | "SpanStatus"
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

/** Every OTLP 1 message by field number. Source: opentelemetry-proto 1.x. */
export const OTLP_MESSAGES: Readonly<Record<MessageName, Readonly<Record<number, FieldSchema>>>> = {
  ExportTraceServiceRequest: { 1: many("resourceSpans", "ResourceSpans") },
  ExportMetricsServiceRequest: { 1: many("resourceMetrics", "ResourceMetrics") },
  ExportLogsServiceRequest: { 1: many("resourceLogs", "ResourceLogs") },
  ResourceSpans: { 1: one("resource", "Resource"), 2: many("scopeSpans", "ScopeSpans"), 3: one("schemaUrl", "string") },
  ResourceMetrics: {
    1: one("resource", "Resource"),
    2: many("scopeMetrics", "ScopeMetrics"),
    3: one("schemaUrl", "string"),
  },
  ResourceLogs: { 1: one("resource", "Resource"), 2: many("scopeLogs", "ScopeLogs"), 3: one("schemaUrl", "string") },
  ScopeSpans: { 1: one("scope", "InstrumentationScope"), 2: many("spans", "Span"), 3: one("schemaUrl", "string") },
  ScopeMetrics: {
    1: one("scope", "InstrumentationScope"),
    2: many("metrics", "Metric"),
    3: one("schemaUrl", "string"),
  },
  ScopeLogs: {
    1: one("scope", "InstrumentationScope"),
    2: many("logRecords", "LogRecord"),
    3: one("schemaUrl", "string"),
  },
  Resource: { 1: many("attributes", "KeyValue"), 2: one("droppedAttributesCount", "uint32") },
  InstrumentationScope: {
    1: one("name", "string"),
    2: one("version", "string"),
    3: many("attributes", "KeyValue"),
    4: one("droppedAttributesCount", "uint32"),
  },
  KeyValue: { 1: one("key", "string"), 2: one("value", "AnyValue") },
  AnyValue: {
    1: one("stringValue", "string"),
    2: one("boolValue", "bool"),
    3: one("intValue", "int64"),
    4: one("doubleValue", "double"),
    5: one("arrayValue", "ArrayValue"),
    6: one("kvlistValue", "KeyValueList"),
    7: one("bytesValue", "base64"),
  },
  ArrayValue: { 1: many("values", "AnyValue") },
  KeyValueList: { 1: many("values", "KeyValue") },
  Span: {
    1: one("traceId", "hex"),
    2: one("spanId", "hex"),
    3: one("traceState", "string"),
    4: one("parentSpanId", "hex"),
    5: one("name", "string"),
    6: one("kind", "int32"),
    7: one("startTimeUnixNano", "fixed64"),
    8: one("endTimeUnixNano", "fixed64"),
    9: many("attributes", "KeyValue"),
    10: one("droppedAttributesCount", "uint32"),
    11: many("events", "SpanEvent"),
    12: one("droppedEventsCount", "uint32"),
    13: many("links", "SpanLink"),
    14: one("droppedLinksCount", "uint32"),
    15: one("status", "SpanStatus"),
    16: one("flags", "uint32"),
  },
  SpanEvent: {
    1: one("timeUnixNano", "fixed64"),
    2: one("name", "string"),
    3: many("attributes", "KeyValue"),
    4: one("droppedAttributesCount", "uint32"),
  },
  SpanLink: {
    1: one("traceId", "hex"),
    2: one("spanId", "hex"),
    3: one("traceState", "string"),
    4: many("attributes", "KeyValue"),
    5: one("droppedAttributesCount", "uint32"),
    6: one("flags", "uint32"),
  },
  SpanStatus: { 2: one("message", "string"), 3: one("code", "int32") },
  LogRecord: {
    1: one("timeUnixNano", "fixed64"),
    2: one("severityNumber", "int32"),
    3: one("severityText", "string"),
    5: one("body", "AnyValue"),
    6: many("attributes", "KeyValue"),
    7: one("droppedAttributesCount", "uint32"),
    8: one("flags", "uint32"),
    9: one("traceId", "hex"),
    10: one("spanId", "hex"),
    11: one("observedTimeUnixNano", "fixed64"),
    12: one("eventName", "string"),
  },
  Metric: {
    1: one("name", "string"),
    2: one("description", "string"),
    3: one("unit", "string"),
    5: one("gauge", "Gauge"),
    7: one("sum", "Sum"),
    9: one("histogram", "Histogram"),
    10: one("exponentialHistogram", "ExponentialHistogram"),
    11: one("summary", "Summary"),
    12: many("metadata", "KeyValue"),
  },
  Gauge: { 1: many("dataPoints", "NumberDataPoint") },
  Sum: {
    1: many("dataPoints", "NumberDataPoint"),
    2: one("aggregationTemporality", "int32"),
    3: one("isMonotonic", "bool"),
  },
  Histogram: { 1: many("dataPoints", "HistogramDataPoint"), 2: one("aggregationTemporality", "int32") },
  ExponentialHistogram: {
    1: many("dataPoints", "ExponentialHistogramDataPoint"),
    2: one("aggregationTemporality", "int32"),
  },
  Summary: { 1: many("dataPoints", "SummaryDataPoint") },
  NumberDataPoint: {
    2: one("startTimeUnixNano", "fixed64"),
    3: one("timeUnixNano", "fixed64"),
    4: one("asDouble", "double"),
    5: many("exemplars", "Exemplar"),
    6: one("asInt", "sfixed64"),
    7: many("attributes", "KeyValue"),
    8: one("flags", "uint32"),
  },
  HistogramDataPoint: {
    2: one("startTimeUnixNano", "fixed64"),
    3: one("timeUnixNano", "fixed64"),
    4: one("count", "fixed64"),
    5: one("sum", "double"),
    6: many("bucketCounts", "fixed64"),
    7: many("explicitBounds", "double"),
    8: many("exemplars", "Exemplar"),
    9: many("attributes", "KeyValue"),
    10: one("flags", "uint32"),
    11: one("min", "double"),
    12: one("max", "double"),
  },
  ExponentialHistogramDataPoint: {
    1: many("attributes", "KeyValue"),
    2: one("startTimeUnixNano", "fixed64"),
    3: one("timeUnixNano", "fixed64"),
    4: one("count", "fixed64"),
    5: one("sum", "double"),
    6: one("scale", "sint32"),
    7: one("zeroCount", "fixed64"),
    8: one("positive", "Buckets"),
    9: one("negative", "Buckets"),
    10: one("flags", "uint32"),
    11: many("exemplars", "Exemplar"),
    12: one("min", "double"),
    13: one("max", "double"),
    14: one("zeroThreshold", "double"),
  },
  Buckets: { 1: one("offset", "sint32"), 2: many("bucketCounts", "int64") },
  SummaryDataPoint: {
    2: one("startTimeUnixNano", "fixed64"),
    3: one("timeUnixNano", "fixed64"),
    4: one("count", "fixed64"),
    5: one("sum", "double"),
    6: many("quantileValues", "QuantileValue"),
    7: many("attributes", "KeyValue"),
    8: one("flags", "uint32"),
  },
  QuantileValue: { 1: one("quantile", "double"), 2: one("value", "double") },
  Exemplar: {
    2: one("timeUnixNano", "fixed64"),
    3: one("asDouble", "double"),
    4: one("spanId", "hex"),
    5: one("traceId", "hex"),
    6: one("asInt", "sfixed64"),
    7: many("filteredAttributes", "KeyValue"),
  },
};

function one(name: string, type: FieldType): FieldSchema {
  return { name, type };
}

function many(name: string, type: FieldType): FieldSchema {
  return { name, type, repeated: true };
}
