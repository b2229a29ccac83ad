import type {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";

type Spans = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];
type Metrics = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];
type Logs = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

const attributes = { "service.name": "shop", "service.version": "1.0.0" };
const resource = {
  attributes,
  merge: () => resource,
  getRawAttributes: () => Object.entries(attributes) as [string, string][],
};
const instrumentationScope = { name: "shop", version: "2.0.0", schemaUrl: "https://example.com/schema" };
const context = (spanId: string) => ({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId, traceFlags: 1 });
const ended = {
  startTime: [1_700_000_000, 123_456_789] as [number, number],
  endTime: [1_700_000_002, 1] as [number, number],
  duration: [1, 876_543_212] as [number, number],
  ended: true,
  resource,
  instrumentationScope,
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
};

/** A span, and one beneath it that has everything a span can have. */
export const spans: Spans = [
  {
    ...ended,
    name: "root",
    kind: 0,
    spanContext: () => context("00f067aa0ba902b7"),
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
  },
  {
    ...ended,
    name: "chat gpt",
    kind: 2,
    spanContext: () => context("b7ad6b7169203331"),
    parentSpanContext: context("00f067aa0ba902b7"),
    status: { code: 2, message: "broken" },
    attributes: {
      text: "grüße 👋",
      int: 7,
      negative: -7,
      double: 0.25,
      flag: false,
      list: ["a", "b"],
      numbers: [1, 2.5],
    },
    links: [{ context: context("c8be6b7169203332"), attributes: { kind: "feeds" } }],
    events: [{ name: "retry", time: [1_700_000_001, 0], attributes: { attempt: 1 } }],
  },
];

const times = { startTime: ended.startTime, endTime: ended.endTime };

/** A counter, a sum that falls and two histograms. */
export const metrics: Metrics = {
  resource,
  scopeMetrics: [
    {
      scope: instrumentationScope,
      metrics: [
        {
          descriptor: { name: "tokens", unit: "{token}", description: "Tokens.", valueType: 0 },
          aggregationTemporality: 0,
          dataPointType: 3,
          isMonotonic: true,
          dataPoints: [{ ...times, attributes: { model: "gpt" }, value: 3 }],
        },
        {
          descriptor: { name: "open", unit: "1", description: "", valueType: 1 },
          aggregationTemporality: 1,
          dataPointType: 3,
          isMonotonic: false,
          dataPoints: [{ ...times, attributes: {}, value: -2.5 }],
        },
        {
          descriptor: { name: "sizes", unit: "By", description: "", valueType: 1 },
          aggregationTemporality: 0,
          dataPointType: 1,
          dataPoints: [
            {
              ...times,
              attributes: {},
              value: {
                count: 4,
                sum: 12,
                scale: -2,
                zeroCount: 1,
                positive: { offset: -3, bucketCounts: [1, 300] },
                negative: { offset: 0, bucketCounts: [] },
                min: 0,
                max: 8,
              },
            },
          ],
        },
        {
          descriptor: { name: "seconds", unit: "s", description: "", valueType: 1 },
          aggregationTemporality: 0,
          dataPointType: 0,
          dataPoints: [
            {
              ...times,
              attributes: {},
              value: { buckets: { boundaries: [1, 5], counts: [1, 300, 1] }, sum: 11.5, count: 302, min: 0.5, max: 9 },
            },
          ],
        },
      ],
    },
  ],
};

/** An event with a nested body. */
export const logs: Logs = [
  {
    hrTime: ended.startTime,
    hrTimeObserved: ended.startTime,
    spanContext: context("b7ad6b7169203331"),
    eventName: "agentscribe.decision",
    severityNumber: 9,
    severityText: "INFO",
    body: { nested: { list: [1, "two", null] } },
    attributes: { choice: "a", deep: { er: true } },
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
  },
];
