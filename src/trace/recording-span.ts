import type { Attributes, Exception, Link, SpanContext, SpanStatus, TimeInput } from "@opentelemetry/api";
import type {
  ContentAttribute,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
  SpanStatusRecord,
  TelemetryAttributes,
} from "../internal/telemetry-record.ts";
import { type AttributeBag, addAttribute, addAttributes, createAttributeBag } from "./attribute-bag.ts";
import { AttributeLayers, mergeLayers } from "./attribute-layers.ts";
import { toName, toTelemetryValue } from "./attribute-value.ts";
import { cutEvent, cutLink } from "./cut-values.ts";
import { EndedSpan } from "./ended-span.ts";
import { readException } from "./exception.ts";
import type { LightSpan, SpanSettings, SpanStart } from "./light-span.ts";
import { readLink } from "./link.ts";
import type { SpanGate } from "./span-gate.ts";
import { isTimeInput, toMillis } from "./time-input.ts";

/** Texts of failures that nothing cuts to a budget are cut at this many UTF-16 code units: more than leaves by default. */
const MAX_FAILURE = 72 * 1024;
/** Of a longer list only the last are looked at. */
const MAX_LINKS_READ = 1_000;
const NONE: readonly never[] = [];
const UNSET: SpanStatusRecord = { code: 0 };

export class RecordingSpan implements LightSpan {
  readonly #settings: SpanSettings;
  readonly #start: SpanStart;
  readonly #attributes: AttributeLayers;
  #content: ContentAttribute[] | undefined;
  #events: SpanEventRecord[] | undefined;
  #links: SpanLinkRecord[] | undefined;
  #name: string;
  #status: SpanStatusRecord = UNSET;
  #droppedEvents = 0;
  #droppedLinks = 0;
  #ended = false;

  constructor(settings: SpanSettings, start: SpanStart) {
    this.#settings = settings;
    this.#start = start;
    this.#name = start.name;
    const { attributeCount, attributeValueLength } = settings.limits;
    this.#attributes = new AttributeLayers(attributeCount, attributeValueLength);
    if (start.safeAttributes !== undefined) this.#attributes.addSafe(start.safeAttributes, 0);
    else if (start.attributes !== undefined) this.#attributes.addAll(start.attributes, 0);
    if (start.links !== undefined) this.#addAll(start.links, undefined);
  }

  spanContext(): SpanContext {
    return this.#start.context;
  }

  isRecording(): boolean {
    return !this.#ended;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#isOver("setAttribute")) return this;
    const bag = createAttributeBag();
    addAttribute(bag, key, value, Number.POSITIVE_INFINITY, this.#givenLength);
    return this.#give(bag);
  }

  setAttributes(attributes: Attributes): this {
    if (this.#isOver("setAttributes")) return this;
    const bag = createAttributeBag();
    addAttributes(bag, attributes, Number.POSITIVE_INFINITY, this.#givenLength);
    return this.#give(bag);
  }

  /** Takes attributes that came through the API, as far as they may be kept. */
  #give({ values, dropped }: AttributeBag): this {
    const { gate } = this.#settings;
    const passed = gate?.attributes(values, () => mergeLayers(this.#attributes.layers));
    this.#attributes.addAll(passed?.attributes ?? values, this.#contentCount);
    this.#attributes.drop(dropped);
    for (const { kind, key, value } of passed?.content ?? NONE) this.setContent(kind, key, value);
    return this;
  }

  setSafeAttributes(attributes: TelemetryAttributes): this {
    if (!this.#isOver("setAttributes")) this.#attributes.addSafe(attributes, this.#contentCount);
    return this;
  }

  setContent(kind: string, key: string, value: unknown): this {
    if (this.#isOver("setContent") || value === undefined) return this;
    const { attributeCount, attributeValueLength } = this.#settings.limits;
    this.#content ??= [];
    const index = this.#content.findIndex((attribute) => attribute.key === key);
    const full = index < 0 && this.#attributes.count + this.#content.length >= attributeCount;
    const copy = full || typeof key !== "string" ? undefined : toTelemetryValue(value, attributeValueLength);
    if (copy === undefined) this.#attributes.drop();
    else this.#content[index < 0 ? this.#content.length : index] = { kind, key, value: copy };
    return this;
  }

  /** What is given to the gate is whole, and cut behind it. */
  get #givenLength(): number {
    const { gate, limits } = this.#settings;
    return gate === undefined ? limits.attributeValueLength : Number.POSITIVE_INFINITY;
  }

  get #contentCount(): number {
    return this.#content === undefined ? 0 : this.#content.length;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isOver("addEvent")) return this;
    const isTime = isTimeInput(attributesOrTime);
    const bag = createAttributeBag();
    if (!isTime) addAttributes(bag, attributesOrTime, this.#settings.limits.attributesPerEvent, this.#givenLength);
    const at = isTimeInput(time) ? time : isTime ? attributesOrTime : undefined;
    this.#giveEvent({
      name: toName(name, this.#settings.gate?.name),
      timeMillis: this.#time(at),
      attributes: bag.values,
    });
    return this;
  }

  addSafeEvent(name: string, attributes: TelemetryAttributes, timeMillis: number | undefined): this {
    if (!this.#isOver("addEvent")) this.#pushEvent({ name, timeMillis: this.#time(timeMillis), attributes });
    return this;
  }

  /** The message and the stack are content of kind `errorText`; the type is not. */
  recordException(exception: Exception, time?: TimeInput): void {
    if (this.#isOver("recordException")) return;
    const length = this.#givenLength;
    const { type, content } = readException(
      exception,
      this.#settings.gate === undefined ? Math.min(length, MAX_FAILURE) : length,
    );
    if (type === undefined && content.length === 0) return;
    const attributes = type === undefined ? {} : { "exception.type": type };
    this.#giveEvent({ name: "exception", timeMillis: this.#time(time), attributes, content });
  }

  addLink(link: Link): this {
    if (!this.#isOver("addLink")) this.#pushLink(link, this.#settings.gate);
    return this;
  }

  addLinks(links: Link[]): this {
    if (!this.#isOver("addLinks")) this.#addAll(links, this.#settings.gate);
    return this;
  }

  /** OK is final and wins over an error; unset changes nothing. A description is content of kind `errorText`. */
  setStatus(status: SpanStatus): this {
    if (this.#isOver("setStatus") || this.#status.code === 1) return this;
    try {
      const { code, message } = status;
      if (code === 1) this.#status = { code: 1 };
      else if (code === 2) this.#status = failed(this.#errorText(message));
    } catch {
      // A Proxy of the host threw: there is no status to set.
    }
    return this;
  }

  setStatusContent(message: string): this {
    if (this.#isOver("setStatusContent") || this.#status.code === 1) return this;
    this.#status = failed(toMessage(message));
    return this;
  }

  #errorText(message: unknown): string | undefined {
    if (typeof message !== "string" || message === "") return undefined;
    const { gate } = this.#settings;
    return gate === undefined ? toMessage(message) : gate.errorText(message);
  }

  updateName(name: string): this {
    if (this.#isOver("updateName")) return this;
    this.#name = toName(name, this.#settings.gate?.name);
    return this;
  }

  get spanId(): string {
    return this.#start.context.spanId;
  }

  /** The span as it is now, to be encoded at once: for whoever keeps it in case it never ends. */
  peek(): SpanRecord {
    return this.#record(Math.max(this.#time(undefined), this.#start.startTimeMillis));
  }

  end(endTime?: TimeInput): void {
    if (this.#isOver("end")) return;
    this.#ended = true;
    const record = this.#record(Math.max(this.#time(endTime), this.#start.startTimeMillis));
    // Contexts keep a span long after its end.
    this.#content = undefined;
    this.#events = undefined;
    this.#settings.onEnd(record);
  }

  #record(endTimeMillis: number): SpanRecord {
    return new EndedSpan(this.#start, endTimeMillis, {
      name: this.#name,
      layers: this.#attributes.layers,
      content: this.#content ?? NONE,
      events: this.#events ?? NONE,
      links: this.#links ?? NONE,
      status: this.#status,
      droppedAttributesCount: this.#attributes.dropped,
      droppedEventsCount: this.#droppedEvents,
      droppedLinksCount: this.#droppedLinks,
      scope: this.#settings.scope,
    });
  }

  #time(input: unknown): number {
    const { clock } = this.#settings;
    const { clockOffset } = this.#start;
    return (input === undefined ? undefined : toMillis(input, clock, clockOffset)) ?? clock.now(clockOffset);
  }

  #giveEvent(event: SpanEventRecord): void {
    const { gate } = this.#settings;
    const { attributeValueLength } = this.#settings.limits;
    this.#pushEvent(gate === undefined ? event : cutEvent(gate.event(event), attributeValueLength));
  }

  /** The newest events are kept. */
  #pushEvent(event: SpanEventRecord): void {
    this.#events ??= [];
    this.#events.push(event);
    if (this.#events.length <= this.#settings.limits.eventCount) return;
    this.#events.shift();
    this.#droppedEvents += 1;
  }

  #addAll(links: unknown, gate: SpanGate | undefined): void {
    if (links === undefined) return;
    try {
      if (!Array.isArray(links)) return;
      this.#droppedLinks += Math.max(links.length - MAX_LINKS_READ, 0);
      for (const link of links.slice(-MAX_LINKS_READ)) this.#pushLink(link, gate);
    } catch {
      // A Proxy of the host threw: the links that could be read are kept.
    }
  }

  #pushLink(link: unknown, gate: SpanGate | undefined): void {
    const { linkCount, attributesPerLink, attributeValueLength } = this.#settings.limits;
    const record = readLink(
      link,
      attributesPerLink,
      gate === undefined ? attributeValueLength : Number.POSITIVE_INFINITY,
    );
    if (record !== undefined) {
      this.#links ??= [];
      this.#links.push(gate === undefined ? record : cutLink(gate.link(record), attributeValueLength));
      if (this.#links.length <= linkCount) return;
      this.#links.shift();
    }
    this.#droppedLinks += 1;
  }

  #isOver(method: string): boolean {
    if (this.#ended) this.#settings.onMisuse?.(`${method}() was called on span "${this.#name}" after its end`);
    return this.#ended;
  }
}

function failed(contentMessage: string | undefined): SpanStatusRecord {
  return contentMessage === undefined ? { code: 2 } : { code: 2, contentMessage };
}

function toMessage(value: unknown): string {
  const text = toTelemetryValue(value, MAX_FAILURE);
  return typeof text === "string" ? text : "";
}
