import type { LogRecordProcessor } from "@opentelemetry/sdk-logs";
import type { LogRecord, TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import { cutLog } from "../../trace/cut-values.ts";
import { filterForeignLog } from "./content.ts";
import type { Taker } from "./takers.ts";

/** What of the SDK's log record is read, in every version of the SDK. */
interface SdkLogRecord {
  readonly hrTime: readonly [number, number];
  readonly hrTimeObserved: readonly [number, number];
  readonly eventName?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly droppedAttributesCount: number;
  readonly spanContext?: { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  readonly instrumentationScope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
}

/** Log records of other instrumentations leave through the pipeline of who takes them, as those of the SDK would. */
export function createForeignLogProcessor(taker: () => Taker | undefined, maxLength: number): LogRecordProcessor {
  return {
    onEmit(record) {
      const { pipeline, content } = taker() ?? {};
      if (content !== undefined) {
        const clean = filterForeignLog(toLogRecord(record as unknown as SdkLogRecord), content);
        pipeline?.log(cutLog(clean, maxLength));
      }
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

function toLogRecord(record: SdkLogRecord): LogRecord {
  const { eventName, severityNumber, severityText, body, spanContext, instrumentationScope: scope } = record;
  return {
    timeMillis: millis(record.hrTime),
    observedTimeMillis: millis(record.hrTimeObserved),
    attributes: record.attributes as TelemetryAttributes,
    content: [],
    droppedAttributesCount: record.droppedAttributesCount,
    scope: {
      name: scope.name,
      ...(scope.version !== undefined && { version: scope.version }),
      ...(scope.schemaUrl !== undefined && { schemaUrl: scope.schemaUrl }),
    },
    ...(eventName !== undefined && { eventName }),
    ...(severityNumber !== undefined && { severityNumber }),
    ...(severityText !== undefined && { severityText }),
    ...(body !== undefined && { body: body as TelemetryValue }),
    ...(spanContext !== undefined && {
      traceId: spanContext.traceId,
      spanId: spanContext.spanId,
      traceFlags: spanContext.traceFlags,
    }),
  };
}

function millis([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1000 + nanoseconds / 1e6;
}
