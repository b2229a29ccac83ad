import type { ClickHouseEngine } from "./clickhouse-engine.ts";
import type { Attributes, SeededTelemetry } from "./seeded-telemetry.ts";

/**
 * The tables that the Collector's ClickHouse exporter makes, without its indexes, codecs and alias columns.
 *
 * Source: opentelemetry-collector-contrib, `exporter/clickhouseexporter/internal/sqltemplates/traces_table.sql` and `logs_table.sql`, 2026.
 */
const TRACES = `CREATE TABLE otel_traces (
  Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String, SpanName LowCardinality(String),
  SpanKind LowCardinality(String), ServiceName LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),
  ScopeName String, ScopeVersion String, SpanAttributes Map(LowCardinality(String), String), Duration UInt64,
  StatusCode LowCardinality(String), StatusMessage String,
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String))
) ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)`;

const LOGS = `CREATE TABLE otel_logs (
  Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String, SpanId String, TraceFlags UInt8,
  SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String,
  ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String), ScopeSchemaUrl LowCardinality(String),
  ScopeName String, ScopeVersion LowCardinality(String), ScopeAttributes Map(LowCardinality(String), String),
  LogAttributes Map(LowCardinality(String), String), EventName String
) ENGINE = MergeTree
PARTITION BY toDate(TimestampTime)
PRIMARY KEY (ServiceName, TimestampTime)
ORDER BY (ServiceName, TimestampTime, Timestamp)`;

const SPAN_KINDS = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"] as const;
const STATUS_CODES = ["Unset", "Ok", "Error"] as const;

/** Makes the exporter's tables and fills them as the exporter does. */
export function fillCollectorTables(engine: ClickHouseEngine, telemetry: SeededTelemetry): void {
  engine.run(TRACES);
  engine.run(LOGS);
  insertAsCollector(engine, telemetry);
}

/** Inserts into tables that are there as the exporter does: every attribute is text. */
export function insertAsCollector(engine: ClickHouseEngine, { spans, logs }: SeededTelemetry): void {
  engine.insert(
    "otel_traces",
    spans.map((span) => ({
      ...{
        Timestamp: timestamp(span.startUs),
        TraceId: span.traceId,
        SpanId: span.spanId,
        ParentSpanId: span.parentSpanId,
      },
      ...{ SpanName: span.name, SpanKind: SPAN_KINDS[span.kind], ServiceName: span.service, ScopeName: span.scope },
      ...{ ResourceAttributes: { "service.name": span.service }, SpanAttributes: texts(span.attributes) },
      ...{ Duration: span.durationUs * 1_000, StatusCode: STATUS_CODES[span.status] },
    })),
  );
  engine.insert(
    "otel_logs",
    logs.map((log) => ({
      ...{ Timestamp: timestamp(log.timeUs), TraceId: log.traceId, SpanId: log.spanId, SeverityNumber: log.severity },
      ...{ ServiceName: log.service, ScopeName: log.scope, ResourceAttributes: { "service.name": log.service } },
      ...{ LogAttributes: texts(log.attributes), EventName: log.eventName },
    })),
  );
}

/** `DateTime64(9)` as text, in UTC. */
function timestamp(us: number): string {
  const seconds = Math.floor(us / 1e6);
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace("T", " ")}.${String(us - seconds * 1e6).padStart(6, "0")}000`;
}

function texts(attributes: Attributes): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
