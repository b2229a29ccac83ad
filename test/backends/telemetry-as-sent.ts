import type { OtlpJson } from "../../examples/support/otlp/decode-otlp.ts";
import type { Receiver } from "../../examples/support/otlp-receiver.ts";

type Records = Readonly<Record<string, OtlpJson>>;

/** Spans by id, log records by what makes them one of a kind, and the last value of each series, with the types of their attributes as OTLP has them. */
export interface Telemetry {
  readonly spans: Records;
  readonly logs: Records;
  readonly series: Records;
}

export function telemetryOf(receiver: Receiver): Telemetry {
  const requests = (path: string): readonly OtlpJson[] =>
    receiver.requests.flatMap((one) => (one.path === path && one.otlp && one.status < 300 ? [one.otlp] : []));
  return {
    spans: keyed(requests("/v1/traces"), "resourceSpans", "scopeSpans", "spans", (span) => String(span.spanId)),
    logs: keyed(requests("/v1/logs"), "resourceLogs", "scopeLogs", "logRecords", (log) =>
      JSON.stringify([log.eventName, log.timeUnixNano, log.spanId, sorted(log.attributes)]),
    ),
    series: Object.fromEntries(requests("/v1/metrics").flatMap(seriesOf)),
  };
}

/** Without the schema URLs of scopes, which the Collector's sampler does not keep. */
export function withoutSchemas(records: Records): Records {
  const entries = Object.entries(records).map(([key, { scope, ...record }]): [string, OtlpJson] => [
    key,
    { ...record, scope: (scope as unknown[]).slice(0, 2) } as unknown as OtlpJson,
  ]);
  return Object.fromEntries(entries);
}

function keyed(
  requests: readonly OtlpJson[],
  resources: string,
  scopes: string,
  records: string,
  keyOf: (record: OtlpJson) => string,
): Records {
  return Object.fromEntries(
    each(requests, resources, scopes, records).map(({ record, ...origin }) => [
      keyOf(record),
      { ...origin, ...inOrder(record) } as OtlpJson,
    ]),
  );
}

const TYPES = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"] as const;

function seriesOf(request: OtlpJson): readonly (readonly [key: string, point: OtlpJson])[] {
  return each([request], "resourceMetrics", "scopeMetrics", "metrics").flatMap(({ record, ...origin }) => {
    const type = TYPES.find((one) => record[one] !== undefined) ?? "gauge";
    const { dataPoints, ...data } = record[type] as OtlpJson;
    return list(dataPoints).map((point) => {
      const { exemplars: _, ...others } = inOrder(point) as Record<string, unknown>;
      const { name, unit, description } = record;
      const whole = { ...origin, name, unit, description, type, ...data, ...others } as unknown as OtlpJson;
      return [JSON.stringify([name, sorted(point.attributes)]), whole] as const;
    });
  });
}

interface Found {
  readonly resource: unknown;
  readonly scope: unknown;
  readonly record: OtlpJson;
}

function each(requests: readonly OtlpJson[], resources: string, scopes: string, records: string): readonly Found[] {
  return requests.flatMap((request) =>
    list(request[resources]).flatMap((resource) =>
      list(resource[scopes]).flatMap((scoped) =>
        list(scoped[records]).map((record) => ({
          resource: sorted((resource.resource as OtlpJson).attributes),
          scope: [(scoped.scope as OtlpJson).name, (scoped.scope as OtlpJson).version, scoped.schemaUrl],
          record,
        })),
      ),
    ),
  );
}

/** Attributes have no order; fields that say nothing need not be sent. */
function inOrder(record: OtlpJson): object {
  const entries = Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    if (name === "attributes") return [[name, sorted(value)]];
    if (name === "events" || name === "links") return list(value).length > 0 ? [[name, list(value).map(inOrder)]] : [];
    const isNothing = value === "" || value === 0 || (Array.isArray(value) && value.length === 0);
    return isNothing || JSON.stringify(value) === "{}" ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function sorted(attributes: unknown): readonly OtlpJson[] {
  return list(attributes)
    .map(({ key, value }): OtlpJson => ({ key, value }) as OtlpJson)
    .toSorted((one, other) => (String(one.key) < String(other.key) ? -1 : 1));
}

function list(value: unknown): readonly OtlpJson[] {
  return Array.isArray(value) ? (value as readonly OtlpJson[]) : [];
}
