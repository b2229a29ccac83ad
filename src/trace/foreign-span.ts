import type {
  ContentAttribute,
  InstrumentationScope,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
} from "../internal/telemetry-record.ts";
import { addAttributes, createAttributeBag } from "./attribute-bag.ts";
import { isValidSpanContext, serializeTraceState } from "./span-context.ts";

/** A span that holds more than this had no limits of its own. */
const MAX_ATTRIBUTES = 1_000;
const MAX_ENTRIES = 1_000;
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Texts of errors, which are content whoever recorded them. */
const ERROR_TEXTS: readonly string[] = ["exception.message", "exception.stacktrace"];

/**
 * A `ReadableSpan` of the OpenTelemetry SDK 1.x, 2.x or 3.x as a record, or undefined when it is none. Total: a part that
 * cannot be read is left out. The description of the status and the texts of exceptions become content of kind `errorText`.
 */
export function fromReadableSpan(span: unknown): SpanRecord | undefined {
  const context = contextOf(span);
  if (context === undefined) return undefined;
  const parent = get(span, "parentSpanContext");
  const parentSpanId = string(get(parent, "spanId")) ?? string(get(span, "parentSpanId"));
  const traceState = serializeTraceState(context);
  const bag = createAttributeBag();
  addAttributes(bag, get(span, "attributes"), MAX_ATTRIBUTES, NO_LIMIT);
  const startTimeMillis = millisOf(get(span, "startTime"));
  const kind = get(span, "kind");
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId, parentIsRemote: get(parent, "isRemote") === true }),
    ...(traceState === undefined ? {} : { traceState }),
    traceFlags: count(context.traceFlags),
    name: string(get(span, "name")) ?? "",
    kind: kind === 1 || kind === 2 || kind === 3 || kind === 4 ? kind : 0,
    startTimeMillis,
    endTimeMillis: Math.max(millisOf(get(span, "endTime")), startTimeMillis),
    attributes: bag.values,
    content: [],
    events: list(get(span, "events")).map(toEvent),
    links: list(get(span, "links")).flatMap(toLink),
    status: statusOf(get(span, "status")),
    droppedAttributesCount: count(get(span, "droppedAttributesCount")) + bag.dropped,
    droppedEventsCount: count(get(span, "droppedEventsCount")),
    droppedLinksCount: count(get(span, "droppedLinksCount")),
    scope: scopeOf(get(span, "instrumentationScope") ?? get(span, "instrumentationLibrary")),
  };
}

function contextOf(span: unknown): ReturnType<typeof asContext> {
  const read = get(span, "spanContext");
  if (typeof read !== "function") return undefined;
  try {
    return asContext(read.call(span));
  } catch {
    // A span that cannot say which one it is cannot be recorded.
    return undefined;
  }
}

function asContext(context: unknown): (Parameters<typeof serializeTraceState>[0] & object) | undefined {
  return isValidSpanContext(context) ? context : undefined;
}

function toEvent(event: unknown): SpanEventRecord {
  const bag = createAttributeBag();
  addAttributes(bag, get(event, "attributes"), MAX_ATTRIBUTES, NO_LIMIT);
  const content: ContentAttribute[] = [];
  for (const key of ERROR_TEXTS) {
    const value = bag.values[key];
    if (value === undefined) continue;
    content.push({ kind: "errorText", key, value });
    delete bag.values[key];
  }
  const record = {
    name: string(get(event, "name")) ?? "",
    timeMillis: millisOf(get(event, "time")),
    attributes: bag.values,
  };
  return content.length === 0 ? record : { ...record, content };
}

function toLink(link: unknown): SpanLinkRecord[] {
  const context = get(link, "context");
  if (!isValidSpanContext(context)) return [];
  const bag = createAttributeBag();
  addAttributes(bag, get(link, "attributes"), MAX_ATTRIBUTES, NO_LIMIT);
  const traceState = serializeTraceState(context);
  const { traceId, spanId } = context;
  const record = { traceId, spanId, traceFlags: count(context.traceFlags), attributes: bag.values };
  return [traceState === undefined ? record : { ...record, traceState }];
}

function statusOf(status: unknown): SpanRecord["status"] {
  const code = get(status, "code");
  const message = string(get(status, "message"));
  if (code !== 1 && code !== 2) return { code: 0 };
  return code === 1 || message === undefined ? { code } : { code, contentMessage: message };
}

function scopeOf(scope: unknown): InstrumentationScope {
  const version = string(get(scope, "version"));
  const schemaUrl = string(get(scope, "schemaUrl"));
  return {
    name: string(get(scope, "name")) ?? "",
    ...(version === undefined ? {} : { version }),
    ...(schemaUrl === undefined ? {} : { schemaUrl }),
  };
}

/** The SDK's `[seconds, nanoseconds]`. */
function millisOf(time: unknown): number {
  const seconds = get(time, "0");
  const nanos = get(time, "1");
  const millis = typeof seconds === "number" && typeof nanos === "number" ? seconds * 1000 + nanos / 1_000_000 : 0;
  return Number.isFinite(millis) ? millis : 0;
}

function list(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, MAX_ENTRIES) : [];
  } catch {
    // A Proxy that throws when it is copied holds nothing that can be read.
    return [];
  }
}

function count(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? Math.floor(value) : 0;
}

function string(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function get(target: unknown, key: string): unknown {
  if (typeof target !== "object" || target === null) return undefined;
  try {
    return Reflect.get(target, key);
  } catch {
    // A getter or Proxy threw: the same as absent.
    return undefined;
  }
}
