import type { Context, Span } from "@opentelemetry/api";
import { contained } from "../../internal/guard.ts";
import type { SpanRecord, TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import { callOperationOf, readForeignCall } from "../../record/foreign/foreign-call.ts";
import { countSpan, type ForeignSpan } from "../../record/foreign/foreign-spans.ts";
import { recordForeignCall } from "../../record/foreign/record-foreign-call.ts";
import { startAttributes } from "../../record/inherited-attributes.ts";
import type { ContentGate, OpenSpan } from "../../record/ports.ts";
import type { Recorder } from "../../record/recorder.ts";
import { DUPLICATE } from "../../semconv/agentscribe-attributes.ts";
import { isCount } from "../../semconv/usage.ts";
import { addAttributes, createAttributeBag } from "../../trace/attribute-bag.ts";
import { fromReadableSpan } from "../../trace/foreign-span.ts";
import { filterForeignSpan } from "./content.ts";

type Deliver = (record: SpanRecord) => void;

/** What spans of other instrumentations go through where ours is the provider they are made with. */
export interface ForeignCalls {
  onStart(span: unknown, around: unknown): void;
  onEnd(span: unknown, deliver: Deliver): void;
}

/**
 * Counts and prices each model call that a span of another instrumentation stands for, once: not where one of our own calls tells of the same request,
 * around the span or inside it, and of nested spans the innermost. The others are marked as duplicates. All pass the gates and the redaction of content.
 */
export function createForeignCalls(recorder: Recorder, content: ContentGate): ForeignCalls {
  const { foreign: spans, ports } = recorder;
  return {
    onStart(span, around) {
      if (isObject(span) && isContext(around)) spans.started(span, around, recorder.activeScope(around));
    },
    onEnd(span, deliver) {
      const foreign = isObject(span) ? spans.ended(span) : undefined;
      const record = fromReadableSpan(span);
      if (record === undefined) return;
      const isMarked = record.attributes[DUPLICATE] === true;
      const call = foreign === undefined || isMarked || recorder.isClosed ? undefined : readForeignCall(record);
      if (call === undefined || foreign === undefined) {
        deliver(filterForeignSpan(record, content));
        return;
      }
      if (isToldElsewhere(foreign, call.usage !== undefined)) {
        deliver(filterForeignSpan({ ...record, attributes: { ...record.attributes, [DUPLICATE]: true } }, content));
        return;
      }
      countSpan(foreign);
      const filtered = filterForeignSpan(record, content);
      try {
        recordForeignCall(
          recorder,
          call,
          foreign,
          filtered,
          (inherited) =>
            new EndedForeignSpan(
              foreign.span as Span,
              filtered,
              startAttributes(inherited, filtered.attributes),
              deliver,
            ),
        );
      } catch (error) {
        contained(ports.diag, "foreign.call", error);
        deliver(filtered);
      }
    },
  };
}

/** By a call of ours, by a span inside that was counted, by one around that was; one that cannot say what was used leaves it to the one around. */
function isToldElsewhere(foreign: ForeignSpan, hasUsage: boolean): boolean {
  if (foreign.isInsideCall || foreign.hasCounted) return true;
  for (let outer = foreign.outer; outer !== undefined; outer = outer.outer) {
    if (outer.isCounted) return true;
    if (outer.isOpen && !hasUsage && callOperationOf(attributesOf(outer.span)) !== undefined) return true;
  }
  return false;
}

/** A span that its maker ended: what is found of its call is added, then it is delivered. Its own content, events and status stay. */
class EndedForeignSpan implements OpenSpan {
  readonly api: Span;
  readonly #record: SpanRecord;
  readonly #attributes: Record<string, TelemetryValue>;
  readonly #deliver: Deliver;

  constructor(api: Span, record: SpanRecord, attributes: TelemetryAttributes, deliver: Deliver) {
    this.api = api;
    this.#record = record;
    this.#attributes = Object.fromEntries(
      Object.entries(attributes).filter(([key, value]) => !TOKENS_KEY.test(key) || isCount(value)),
    );
    this.#deliver = deliver;
  }

  setAttributes(attributes: TelemetryAttributes): void {
    Object.assign(this.#attributes, attributes);
  }

  setContent(): void {}
  addEvent(): void {}
  addLink(): void {}
  setError(): void {}

  end(): void {
    this.#deliver({ ...this.#record, attributes: this.#attributes });
  }
}

/** Counts that are none would be added up by whoever reads them. */
const TOKENS_KEY = /^gen_ai\.usage\..*tokens$|^llm\.(usage|token_count)\./;

function attributesOf(span: object): TelemetryAttributes {
  const bag = createAttributeBag();
  addAttributes(bag, Reflect.get(span, "attributes"), MAX_ATTRIBUTES, Number.POSITIVE_INFINITY);
  return bag.values;
}

const MAX_ATTRIBUTES = 256;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isContext(value: unknown): value is Context {
  return isObject(value) && "getValue" in value && typeof value.getValue === "function";
}
