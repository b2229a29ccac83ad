import type { SpanContext } from "@opentelemetry/api";
import { SPAN_KEY } from "../internal/context-keys.ts";
import { guard, ignoreRejection } from "../internal/guard.ts";
import { isOwn } from "../internal/is-own.ts";
import { cleanedName } from "../internal/name-cleaner.ts";
import type { ContentAttribute, LogRecord, TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";
import type { WorkMonitor } from "../internal/work-monitor.ts";
import { DROPPED, EVENT_SEQUENCE } from "../semconv/agentscribe-attributes.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import type { EventDefinition } from "./events/event-definition.ts";
import { type EventRecord, toEventRecord } from "./events/to-event-record.ts";
import { EVENTS, type EventName } from "./events.ts";
import { read } from "./given-value.ts";
import { OWN_SCOPE } from "./own-scope.ts";
import type { Recorder } from "./recorder.ts";
import type { Scope } from "./scope.ts";
import { structured } from "./structured.ts";
import { taskDefaults, taskIdentity } from "./task-defaults.ts";

export interface EmitOptions {
  /** The scope that the event belongs to. @defaultValue the active one */
  readonly scope?: Scope | undefined;
  /** @defaultValue the end of the given scope when it has ended, else now */
  readonly timeMillis?: number | undefined;
  /** The span that the event belongs to, when that is in another process. */
  readonly spanContext?: SpanContext | undefined;
  /** It follows from what was recorded before, and is told also when nothing new is recorded any more. */
  readonly follows?: boolean;
}

/** Emits one event of the catalogue, or a user's own: a log record with the identity of its scope, and the metrics it feeds. */
export function emitEvent(
  recorder: Recorder,
  event: EventName | EventDefinition | undefined,
  attributes: unknown,
  options: EmitOptions = {},
): void {
  const { ports } = recorder;
  // What a scope tells of itself belongs to it: a scope that was open ends as usual, also while nothing new is recorded.
  if (options.scope === undefined && options.follows !== true && !recorder.admits("logs")) return;
  guard(
    ports.diag,
    "event",
    () => {
      const definition = definitionOf(event);
      if (definition === undefined) {
        const name =
          typeof event === "string"
            ? printable(headOf(cleanedName(headOf(event, 1_000)), 100))
            : "an event that defineEvent() did not make";
        ports.diag.warn(`event:${name}`, `there is no event named ${name}; it is not recorded`);
        return;
      }
      const context = ports.context.active();
      const active = options.scope ?? recorder.activeScope(context);
      // Who tells of work elsewhere is not who did it.
      const isElsewhere =
        options.spanContext !== undefined && options.spanContext.traceId !== active?.span.api.spanContext().traceId;
      const scope = isElsewhere ? undefined : active;
      if (scope !== undefined) scope.run.activity += 1;
      const now = options.scope?.now() ?? ports.clock.now(recorder.clockOffset(scope));
      const around = isElsewhere ? recorder.clientAttributes : (scope?.inherited ?? recorder.inheritedIn(context));
      const defaults = taskDefaults(definition, attributes, around, scope, now);
      const facts = toEventRecord(definition, attributes, defaults, ports.names.changes ? ports.names : undefined);
      const content: ContentAttribute[] = [];
      for (const { kind, key, value } of facts.content) {
        const captured =
          ports.content.onEvents || ports.content.onSpans ? captureValue(recorder, kind, key, value) : undefined;
        if (captured !== undefined) content.push({ kind, key, value: captured });
      }
      const span = options.spanContext ?? scope?.span.api.spanContext() ?? spanContextOf(context.getValue(SPAN_KEY));
      const record: LogRecord = {
        eventName: facts.eventName,
        // What a scope tells of itself once it is over came about in it, at its end at the latest.
        timeMillis: options.timeMillis ?? options.scope?.endTimeMillis ?? now,
        observedTimeMillis: now,
        severityNumber: facts.severityNumber,
        severityText: (definition.severity ?? "info").toUpperCase(),
        attributes: {
          ...given(recorder, facts.extras),
          ...taskIdentity(around, facts.attributes),
          ...cleaned(recorder, facts.attributes),
          ...(scope !== undefined && sequenceOf(scope)),
          ...(facts.dropped.length > 0 && { [DROPPED]: droppedNames(facts) }),
        },
        content,
        droppedAttributesCount: facts.droppedCount,
        scope: OWN_SCOPE,
        ...(span !== undefined && { traceId: span.traceId, spanId: span.spanId, traceFlags: span.traceFlags }),
      };
      ports.events.emit(record, scope?.context ?? context);
      for (const point of facts.metricPoints)
        recorder.instruments.measure(
          point,
          point.value,
          cleaned(recorder, point.attributes),
          scope?.context ?? context,
        );
      if (ports.monitor !== undefined && definition === EVENTS.decision) watchDecision(ports.monitor, record);
      for (const observer of ports.observers)
        guard(ports.diag, "observer.onEvent", () => ignoreRejection(observer.onEvent?.(record)), undefined);
    },
    undefined,
  );
}

function watchDecision(monitor: WorkMonitor, { attributes, timeMillis }: LogRecord): void {
  const { type, choice } = EVENTS.decision.attributes;
  const [ofType, chosen] = [attributes[type.attribute], attributes[choice.attribute]];
  if (typeof ofType !== "string" || typeof chosen !== "string") return;
  monitor.decision({ atMillis: timeMillis, type: ofType, choice: chosen });
}

/** The first names, and how many more there are. */
function droppedNames({ dropped, droppedCount }: EventRecord): string {
  const names = dropped.slice(0, 20);
  return droppedCount > names.length ? [...names, `${droppedCount - names.length} more`].join(",") : names.join(",");
}

function isDefinition(event: unknown): event is EventDefinition {
  const attributes = read(event, "attributes");
  return typeof read(event, "name") === "string" && typeof attributes === "object" && attributes !== null;
}

/** What goes to a terminal holds no control characters. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, "?");
}

const MAX_EVENT_NAME_LENGTH = 128;

/** Longer names are not looked up, as a key has to be read whole. */
function definitionOf(event: string | EventDefinition | undefined): EventDefinition | undefined {
  if (typeof event !== "string") return isDefinition(event) ? event : undefined;
  if (event.length > MAX_EVENT_NAME_LENGTH || !Object.hasOwn(EVENTS, event)) return undefined;
  return (EVENTS as Readonly<Record<string, EventDefinition>>)[event];
}

function captureValue(recorder: Recorder, kind: ContentKind, name: string, value: unknown): TelemetryValue | undefined {
  const { content } = recorder.ports;
  if (typeof value === "string") return content.text(kind, value, { name });
  const encoded = content.json(kind, value, { name });
  return encoded === undefined ? undefined : structured(encoded);
}

/** The application's own attributes of the event. */
function given(recorder: Recorder, extras: TelemetryAttributes): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const key in extras) {
    if (!isOwn(extras, key)) continue;
    const safe = recorder.ports.content.given(key, extras[key], () => extras);
    if (safe !== undefined) result[key] = safe;
  }
  return result;
}

/** Secrets and sizes are seen to for names too: an application can put anything into them. */
function cleaned(recorder: Recorder, attributes: TelemetryAttributes): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const key in attributes) {
    if (!isOwn(attributes, key)) continue;
    const value = attributes[key];
    const safe =
      typeof value === "number" || typeof value === "boolean" ? value : recorder.ports.content.attribute(value, key);
    if (safe !== undefined) result[key] = safe;
  }
  return result;
}

function sequenceOf(scope: Scope): TelemetryAttributes {
  const { session } = scope;
  if (session === undefined) return {};
  session.eventSequence += 1;
  return { [EVENT_SEQUENCE]: session.eventSequence };
}

function spanContextOf(span: unknown): SpanContext | undefined {
  return typeof span === "object" && span !== null && "spanContext" in span && typeof span.spanContext === "function"
    ? (span.spanContext() as SpanContext)
    : undefined;
}
