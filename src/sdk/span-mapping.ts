import type { AllowsContent } from "../export/encode/attributes.ts";
import type { SpanMapping } from "../export/mapped-span.ts";
import type { AttributeMapping, AttributePreset, ExportedSpan } from "../internal/attribute-mapping.ts";
import type { Diag } from "../internal/diag.ts";
import { EncodedText } from "../internal/encoded-text.ts";
import { describeError, ignoreRejection } from "../internal/guard.ts";
import type { SpanRecord, TelemetryValue } from "../internal/telemetry-record.ts";
import { presetAttributes, presetEvents } from "../mapping/preset.ts";
import type { SpanFacts } from "../mapping/span-facts.ts";
import { SCOPE_NAME } from "../semconv/schema.ts";
import { addAttribute, createAttributeBag } from "../trace/attribute-bag.ts";

const STATUS = ["unset", "ok", "error"] as const;
/** More than any backend reads of one span. */
const MAX_ADDED = 1_024;

/** What an exporter's option `attributes` adds to spans. One that throws, or answers with what is no object, adds nothing, and it is said once. */
export function spanMapping(option: AttributePreset | AttributeMapping, diag: Diag): SpanMapping {
  const map = typeof option === "function" ? byFunction(option) : byPreset(option);
  return (record, allows) => {
    try {
      return map(record, allows);
    } catch (error) {
      diag.warn(
        "exporter:attributes",
        `the option attributes of an exporter added nothing to a span: ${describeError(error)}`,
      );
      return NOTHING;
    }
  };
}

const NOTHING = { attributes: {} };

function byPreset(name: AttributePreset): SpanMapping {
  return (record, allows) => {
    const { attributes, content, startTimeMillis } = record;
    const span: SpanFacts = {
      startTimeMillis,
      isOwn: record.scope.name === SCOPE_NAME,
      get: (key) =>
        Object.hasOwn(attributes, key)
          ? attributes[key]
          : content.find((one) => one.key === key && allows(one.kind))?.value,
    };
    return { attributes: presetAttributes(name, span), events: presetEvents(name, span, record, allows) };
  };
}

function byFunction(map: AttributeMapping): SpanMapping {
  return (record, allows) => {
    const answer: unknown = map(exportedSpan(record, allows));
    if (answer === undefined) return NOTHING;
    ignoreRejection(answer);
    if (!isNamed(answer)) throw new TypeError("its function answered with what is no object of attributes");
    const bag = createAttributeBag();
    const left: Record<string, undefined> = {};
    for (const [key, value] of Object.entries(answer)) {
      if (value === undefined) left[key] = undefined;
      else addAttribute(bag, key, value, MAX_ADDED, Number.POSITIVE_INFINITY);
    }
    return { attributes: { ...left, ...bag.values } };
  };
}

function exportedSpan(record: SpanRecord, allows: AllowsContent): ExportedSpan {
  const allowed = record.content.filter(({ kind }) => allows(kind)).map(({ key, value }) => [key, value] as const);
  const attributes = [...Object.entries(record.attributes), ...allowed].map(([key, value]) => [key, plain(value)]);
  return {
    name: record.name,
    traceId: record.traceId,
    spanId: record.spanId,
    parentSpanId: record.parentSpanId,
    scope: record.scope.name,
    status: STATUS[record.status.code],
    startTimeMillis: record.startTimeMillis,
    endTimeMillis: record.endTimeMillis,
    attributes: Object.fromEntries(attributes),
  };
}

function plain(value: TelemetryValue): unknown {
  return value instanceof EncodedText ? value.toString() : value;
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("then" in value);
}
