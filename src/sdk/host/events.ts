import type { Context } from "@opentelemetry/api";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import { EncodedText } from "../../internal/encoded-text.ts";
import type { OtelGlobals } from "../../internal/otel-globals.ts";
import type { LogRecord, TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import type { EventSink } from "../../record/ports.ts";
import { toHostAttributes } from "./spans.ts";

type AllowsContent = (kind: string) => boolean;

interface HostLogger {
  emit(record: Record<string, unknown>): void;
}

interface HostLoggerProvider {
  getLogger(name: string, version?: string, options?: { schemaUrl?: string }): HostLogger;
}
const LOGS_KEY = Symbol.for("io.opentelemetry.js.api.logs");

/** Events through the host's logger provider; where it has none, as events of the span they belong to. */
export function hostEvents(globals: OtelGlobals, allows: AllowsContent): EventSink {
  const provider = (globals.logs as HostLoggerProvider | undefined) ?? separateLogsApi();
  let logger: HostLogger | undefined;
  return {
    emit(record, context) {
      if (provider === undefined) {
        addSpanEvent(record, context, allows);
        return;
      }
      logger ??= provider.getLogger(
        record.scope.name,
        record.scope.version,
        record.scope.schemaUrl === undefined ? {} : { schemaUrl: record.scope.schemaUrl },
      );
      logger.emit({
        eventName: record.eventName,
        timestamp: record.timeMillis,
        observedTimestamp: record.observedTimeMillis,
        severityNumber: record.severityNumber,
        severityText: record.severityText,
        attributes: structuredAttributesOf(record, allows),
        context,
      });
    },
  };
}

function addSpanEvent(record: LogRecord, context: Context, allows: AllowsContent): void {
  const span = context.getValue(SPAN_KEY) as
    | { addEvent?: (name: string, attributes: object, time: number) => void }
    | undefined;
  span?.addEvent?.(record.eventName ?? "event", attributesOf(record, allows), record.timeMillis);
}

function attributesOf(record: LogRecord, allows: AllowsContent): ReturnType<typeof toHostAttributes> {
  return toHostAttributes(allowedAttributes(record, allows));
}

/** Every version of the logs API takes nested values. */
function structuredAttributesOf(record: LogRecord, allows: AllowsContent): Record<string, TelemetryValue> {
  const entries = Object.entries(allowedAttributes(record, allows));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof EncodedText ? value.toString() : value]),
  );
}

function allowedAttributes(record: LogRecord, allows: AllowsContent): TelemetryAttributes {
  const allowed = record.content.filter(({ kind }) => allows(kind));
  return { ...record.attributes, ...Object.fromEntries(allowed.map(({ key, value }) => [key, value])) };
}

/** Before version 1.10, the API kept logs in a package of its own with a global of its own. */
function separateLogsApi(): HostLoggerProvider | undefined {
  const get = (globalThis as Record<symbol, unknown>)[LOGS_KEY];
  if (typeof get !== "function") return undefined;
  const provider: unknown = get(1);
  return typeof provider === "object" && provider !== null && "getLogger" in provider
    ? (provider as HostLoggerProvider)
    : undefined;
}
