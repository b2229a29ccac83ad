import type { Conversation, EventRow, SessionRow, SpanDetail } from "../api.ts";
import { SPAN_KINDS, type SpanKind } from "../model/facts.ts";
import { attributesOf, textOf } from "./attribute.ts";
import { ConversationMemory } from "./conversation-memory.ts";
import type { Draft } from "./draft.ts";
import { eventStep } from "./event-step.ts";
import { joinToolCalls } from "./join-tool-calls.ts";
import { messageEvents, type SpanEvents } from "./message-events.ts";
import { numberSteps } from "./number-steps.ts";
import { type RecordedContent, readContent } from "./recorded-content.ts";
import { recordingOf } from "./recording-of.ts";
import { outcomeStep, STEP_KINDS, spanStep } from "./span-step.ts";
import { namesSteps, placesOf, type SpanPlace, type SpanTree, spanKey } from "./span-tree.ts";

/** Where a session is read from. */
export interface RunSource {
  readonly session: SessionRow;
  /** All its spans. */
  readonly table: SpanTree;
  /** In the order of time. */
  readonly events: readonly EventRow[];
  /** Its spans of these kinds in the order of their start, of which no more are taken than are shown. */
  details(kinds: readonly SpanKind[]): Iterable<SpanDetail>;
}

/** What a session may take, so that one of 50,000 spans can be answered. */
export interface StepLimits {
  /** @defaultValue 10,000 */
  readonly steps?: number;
  /** Characters of what was said, in all. @defaultValue 32 million */
  readonly characters?: number;
}

/** A session as steps, with what comparing needs beside them. */
export interface Run extends Conversation {
  /** Tools that the model was offered. */
  readonly offered: ReadonlySet<string>;
}

/** A session as steps, in the order of time. */
export function collectRun({ session, table, events, details }: RunSource, limits: StepLimits = {}): Run {
  const kinds = STEP_KINDS.filter((kind) => kind !== "step" || namesSteps(table));
  const reader = new RunReader(table, kinds, messageEvents(events), limits);
  if (!reader.isFull) {
    for (const span of details(kinds)) {
      reader.addSpan(span);
      if (reader.isFull) break;
    }
  }
  reader.addEvents(events);
  return reader.finish(session);
}

/** Collects the steps of a session; spans are added in the order of their start. */
class RunReader {
  readonly #places: ReadonlyMap<string, SpanPlace>;
  readonly #messages: SpanEvents;
  readonly #memory = new ConversationMemory();
  readonly #instructions = new Map<string, string>();
  readonly #drafts: Draft[] = [];
  /** Where those events are among the drafts that spans told of and no log record has yet. */
  readonly #told = new Map<string, number[]>();
  readonly #offered = new Set<string>();
  readonly #stepSpans: number;
  readonly #maxSteps: number;
  #charactersLeft: number;
  #spansRead = 0;
  #lastStartUs = 0;
  #eventsLeft = 0;
  #first: SpanDetail | undefined;

  constructor(table: SpanTree, kinds: readonly SpanKind[], messages: SpanEvents, limits: StepLimits) {
    const { steps = 10_000, characters = 32_000_000 } = limits;
    this.#places = placesOf(table);
    this.#messages = messages;
    const numbers = new Set(kinds.map((kind) => SPAN_KINDS.indexOf(kind)));
    this.#stepSpans = table.kind.filter((kind) => numbers.has(kind)).length;
    this.#maxSteps = steps;
    this.#charactersLeft = characters;
  }

  get isFull(): boolean {
    return this.#drafts.length >= this.#maxSteps || this.#charactersLeft <= 0;
  }

  addSpan(span: SpanDetail): void {
    this.#spansRead += 1;
    this.#first ??= span;
    this.#lastStartUs = span.startUs;
    const place = this.#places.get(spanKey(span.traceId, span.spanId));
    if (place === undefined) return;
    const content = readContent(span, this.#messages.get(spanKey(span.traceId, span.spanId)));
    for (const name of content.offered) this.#offered.add(name);
    const step = spanStep(span, place, content);
    if (step !== undefined) this.#push(step.type === "inference" ? this.#withNews(step, span, place, content) : step);
    for (const event of step === undefined && place.kind !== "session" ? [] : span.events) {
      const { traceId, spanId, agent } = span;
      this.#addEvent({ traceId, spanId, agent, ...event }, place.depth + 1, true);
    }
    const outcome = outcomeStep(span, place);
    if (outcome !== undefined) this.#push(outcome);
  }

  addEvents(events: readonly EventRow[]): void {
    for (const event of events) {
      if (this.isFull || (this.#isCut && event.timeUs > this.#lastStartUs)) {
        this.#eventsLeft += 1;
        continue;
      }
      const place = this.#places.get(spanKey(event.traceId, event.spanId));
      this.#addEvent(event, place === undefined ? 0 : place.depth + (place.kind === "session" ? 0 : 1), false);
    }
  }

  finish(session: SessionRow): Run {
    const told = new Set(this.#drafts.filter(isOutcomeEvent).map(({ traceId, spanId }) => spanKey(traceId, spanId)));
    // A task says its outcome in an event as well as on its span.
    const drafts = this.#drafts.filter((one) => one.rank !== 1_001 || !told.has(spanKey(one.traceId, one.spanId)));
    const truncated = Math.max(0, this.#stepSpans - this.#spansRead) + this.#eventsLeft;
    const steps = numberSteps(joinToolCalls(drafts));
    const recording = this.#first === undefined ? null : recordingOf(session.id, this.#first);
    return { session, steps, truncated, recording, offered: this.#offered };
  }

  /** Spans were left out because there are too many. */
  get #isCut(): boolean {
    return this.#spansRead < this.#stepSpans;
  }

  #addEvent(event: Parameters<typeof eventStep>[0], depth: number, isOnSpan: boolean): void {
    const step = eventStep(event, depth);
    if (step === undefined) return;
    const key = `${spanKey(step.traceId, step.spanId)} ${step.name} ${step.decision?.choice} ${Math.round(step.startUs / 1_000)}`;
    const told = this.#told.get(key);
    // Some senders put an event on the span as well; the log record says more of it.
    const at = isOnSpan ? undefined : told?.shift();
    if (at !== undefined) {
      this.#drafts[at] = step;
      return;
    }
    if (isOnSpan && told === undefined) this.#told.set(key, [this.#drafts.length]);
    else if (isOnSpan) told?.push(this.#drafts.length);
    this.#push(step);
  }

  #withNews(step: Draft, span: SpanDetail, place: SpanPlace, content: RecordedContent): Draft {
    const agent = `${span.agent ?? ""} ${textOf(attributesOf(span.attributes), "agentscribe.llm.purpose") ?? ""}`;
    const { input, repeated } = this.#memory.add({ ...content, run: `${place.run} ${agent}`, agent });
    const isNew = content.system !== null && this.#instructions.get(agent) !== content.system;
    if (content.system !== null) this.#instructions.set(agent, content.system);
    return {
      ...step,
      system: isNew ? content.system : null,
      input,
      repeatedMessages: repeated,
      output: content.output,
    };
  }

  #push(step: Draft): void {
    this.#drafts.push(step);
    this.#charactersLeft -= charactersOf(step);
  }
}

function isOutcomeEvent({ type, rank }: Draft): boolean {
  return type === "outcome" && rank === 1_000;
}

function charactersOf({ system, input, output, arguments: given, result }: Draft): number {
  return (system?.length ?? 0) + sizeOf(input) + sizeOf(output) + sizeOf(given) + sizeOf(result);
}

/** Characters of all texts and names in a value, and a few for anything else in it. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 5;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item);
  else
    for (const name of Object.keys(value)) size += name.length + 3 + sizeOf((value as Record<string, unknown>)[name]);
  return size;
}
