import type {
  ContentAttribute,
  InstrumentationScope,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
  SpanStatusRecord,
  TelemetryAttributes,
} from "../internal/telemetry-record.ts";
import { mergeLayers } from "./attribute-layers.ts";
import type { SpanStart } from "./light-span.ts";
import { serializeTraceState } from "./span-context.ts";

type Ended = Pick<
  SpanRecord,
  | "name"
  | "content"
  | "events"
  | "links"
  | "status"
  | "droppedAttributesCount"
  | "droppedEventsCount"
  | "droppedLinksCount"
  | "scope"
> & { readonly layers: readonly TelemetryAttributes[] };

/** A span of our own that is over. Its attributes are put into one object only for those who ask for them so. */
export class EndedSpan implements SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly parentIsRemote: boolean | undefined;
  readonly traceState: string | undefined;
  readonly traceFlags: number;
  readonly name: string;
  readonly kind: SpanRecord["kind"];
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  readonly layers: readonly TelemetryAttributes[];
  readonly content: readonly ContentAttribute[];
  readonly events: readonly SpanEventRecord[];
  readonly links: readonly SpanLinkRecord[];
  readonly status: SpanStatusRecord;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  readonly scope: InstrumentationScope;
  #merged: TelemetryAttributes | undefined;

  constructor({ context, parent, kind, startTimeMillis }: SpanStart, endTimeMillis: number, ended: Ended) {
    this.traceId = context.traceId;
    this.spanId = context.spanId;
    this.parentSpanId = parent?.spanId;
    this.parentIsRemote = parent === undefined ? undefined : parent.isRemote === true;
    this.traceState = context.traceState === undefined ? undefined : serializeTraceState(context);
    this.traceFlags = context.traceFlags;
    this.name = ended.name;
    this.kind = kind;
    this.startTimeMillis = startTimeMillis;
    this.endTimeMillis = endTimeMillis;
    this.layers = ended.layers;
    this.content = ended.content;
    this.events = ended.events;
    this.links = ended.links;
    this.status = ended.status;
    this.droppedAttributesCount = ended.droppedAttributesCount;
    this.droppedEventsCount = ended.droppedEventsCount;
    this.droppedLinksCount = ended.droppedLinksCount;
    this.scope = ended.scope;
  }

  get attributes(): TelemetryAttributes {
    this.#merged ??= mergeLayers(this.layers);
    return this.#merged;
  }
}
