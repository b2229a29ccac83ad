import type { Signal } from "../../export/delivery.ts";
import { encodeResource, encodeScope } from "../../export/encode/attributes.ts";
import { encodeLogRecord } from "../../export/encode/log-record.ts";
import { encodeMetricsRequest } from "../../export/encode/metrics.ts";
import { exportRequest } from "../../export/encode/request.ts";
import { encodeSpan } from "../../export/encode/span.ts";
import type { LogRecord, SpanRecord, TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { OWN_SCOPE } from "../../record/own-scope.ts";
import { VERIFY } from "../../semconv/agentscribe-attributes.ts";
import { createIds } from "../../trace/ids.ts";

/** The name of the test span, event and metric: no work of an agent, so that nothing counts it as such. */
export const TEST_NAME: string = VERIFY;
const TEST_ATTRIBUTES: TelemetryAttributes = { [VERIFY]: true };

const INFO = 9;

/** One span that lasted no time, in a trace of its own. */
export function testSpan(nowMillis: number): SpanRecord {
  const ids = createIds();
  return {
    traceId: ids.traceId(),
    spanId: ids.spanId(),
    traceFlags: 1,
    name: TEST_NAME,
    kind: 0,
    startTimeMillis: nowMillis,
    endTimeMillis: nowMillis,
    attributes: TEST_ATTRIBUTES,
    content: [],
    events: [],
    links: [],
    status: { code: 0 },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    scope: OWN_SCOPE,
  };
}

function testEvent(nowMillis: number): LogRecord {
  return {
    eventName: TEST_NAME,
    timeMillis: nowMillis,
    observedTimeMillis: nowMillis,
    severityNumber: INFO,
    attributes: TEST_ATTRIBUTES,
    content: [],
    droppedAttributesCount: 0,
    scope: OWN_SCOPE,
  };
}

/** A whole OTLP request with one record of a signal, as the pipeline would encode it. A metric has the temporality of the others. */
export function testRequest(
  signal: Signal,
  resource: TelemetryAttributes,
  nowMillis: number,
  temporality: "delta" | "cumulative",
): Uint8Array {
  if (signal === "metrics") {
    const point = { attributes: {}, startTimeMillis: nowMillis - 1, timeMillis: nowMillis, value: 1 };
    const metric = { name: TEST_NAME, unit: "1", description: "Test records of agentscribe." };
    return encodeMetricsRequest({ attributes: resource }, OWN_SCOPE, [
      { ...metric, type: "sum", valueType: "int", isMonotonic: true, temporality, points: [point] },
    ]);
  }
  const nothing = (): boolean => false;
  const record =
    signal === "traces" ? encodeSpan(testSpan(nowMillis), nothing) : encodeLogRecord(testEvent(nowMillis), nothing);
  const { schemaUrl } = OWN_SCOPE;
  return exportRequest({ bytes: encodeResource({ attributes: resource }) }, [
    { scopeBytes: encodeScope(OWN_SCOPE), records: [record], ...(schemaUrl !== undefined && { schemaUrl }) },
  ]);
}
