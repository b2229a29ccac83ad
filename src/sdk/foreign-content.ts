import type {
  ContentAttribute,
  LogRecord,
  SpanEventRecord,
  SpanRecord,
  TelemetryAttributes,
  TelemetryValue,
} from "../internal/telemetry-record.ts";
import type { ContentGate } from "../record/ports.ts";
import { DUPLICATE } from "../semconv/agentscribe-attributes.ts";
import type { ContentKind } from "../semconv/content-kind.ts";

/**
 * Where other instrumentations put content: the GenAI conventions of any year, OpenInference, OpenLLMetry, the AI SDK. The first pattern that
 * fits decides.
 */
const CONTENT_KEYS: readonly (readonly [RegExp, ContentKind])[] = [
  [/^gen_ai\.system_instructions$/, "system"],
  [
    /^gen_ai\.tool\.call\.arguments$|^tool_call\.function\.arguments$|^ai\.toolCall\.args$|^tool\.parameters$/,
    "toolArguments",
  ],
  [
    /^gen_ai\.tool\.call\.result$|^ai\.toolCall\.result$|^gen_ai\.(retrieval\.documents|memory\.records)$/,
    "toolResults",
  ],
  [
    /^gen_ai\.tool\.(definitions|description)$|^gen_ai\.skill\.description$|^ai\.prompt\.tools$|^llm\.(tools|request\.functions)\b/,
    "toolDescriptions",
  ],
  [/^gen_ai\.(output\.messages$|completion\b|content\.completion$)|^llm\.(output_messages|completions)\b/, "responses"],
  [/^ai\.response\.(text|object|toolCalls|reasoning)$|^output\.value$|^traceloop\.entity\.output$/, "responses"],
  [
    /^gen_ai\.(input\.messages$|prompt$|prompt\.(?!name$|version$)|content\.prompt$|retrieval\.query\.text$|memory\.query\.text$)/,
    "prompts",
  ],
  [
    /^llm\.(input_messages|prompts|prompt_template\.variables)\b|^ai\.(prompt|value|values)\b|^input\.value$|^traceloop\.entity\.input$/,
    "prompts",
  ],
];

/** Sends a span of another instrumentation through the same gates and redaction as our own. */
export function filterForeignSpan(record: SpanRecord, gate: ContentGate): SpanRecord {
  const { attributes, content } = split(countedOnce(record.attributes), gate);
  const texts = record.content.map((one) => passed(one, gate)).filter((one) => one !== undefined);
  return {
    ...record,
    attributes,
    content: [...texts, ...content],
    events: record.events.map((event) => filterEvent(event, gate)),
    status: filterStatus(record.status, gate),
  };
}

const USAGE_KEY = /^(gen_ai|ai|llm|anthropic)\.usage\.|^llm\.(token_count|cost)\./;

/** A span of a request that a span of ours stands for keeps everything but what would be counted again. */
function countedOnce(attributes: TelemetryAttributes): TelemetryAttributes {
  if (attributes[DUPLICATE] !== true) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !USAGE_KEY.test(key)));
}

/** The names of messages in the conventions of 1.36, whose bodies are prompts and answers. */
const MESSAGE_EVENT = /^gen_ai\.(.*\.message|choice)$/;

/** Sends a log record of another instrumentation through the same gates and redaction. */
export function filterForeignLog(record: LogRecord, gate: ContentGate): LogRecord {
  const { body, ...rest } = record;
  const { attributes, content } = split(record.attributes, gate);
  const isMessage = MESSAGE_EVENT.test(record.eventName ?? "");
  const withheld = isMessage && !(gate.allows("prompts") && gate.allows("responses"));
  const safe = body === undefined || withheld ? undefined : gate.attribute(body);
  return { ...rest, attributes, content: [...record.content, ...content], ...(safe !== undefined && { body: safe }) };
}

function filterEvent(event: SpanEventRecord, gate: ContentGate): SpanEventRecord {
  const { attributes, content } = split(event.attributes, gate);
  const texts = (event.content ?? []).map((one) => passed(one, gate)).filter((one) => one !== undefined);
  return { ...event, attributes, content: [...texts, ...content] };
}

function filterStatus(status: SpanRecord["status"], gate: ContentGate): SpanRecord["status"] {
  const { contentMessage, ...rest } = status;
  const text = contentMessage === undefined ? undefined : gate.text("errorText", contentMessage);
  return text === undefined ? rest : { ...rest, contentMessage: text };
}

function split(
  attributes: TelemetryAttributes,
  gate: ContentGate,
): { attributes: TelemetryAttributes; content: ContentAttribute[] } {
  const kept: Record<string, TelemetryValue> = {};
  const content: ContentAttribute[] = [];
  for (const [key, value] of Object.entries(attributes)) {
    const kind = CONTENT_KEYS.find(([pattern]) => pattern.test(key))?.[1];
    if (kind === undefined) {
      const safe = typeof value === "number" || typeof value === "boolean" ? value : gate.attribute(value);
      if (safe !== undefined) kept[key] = safe;
    } else {
      const one = passed({ kind, key, value }, gate);
      if (one !== undefined) content.push(one);
    }
  }
  return { attributes: kept, content };
}

function passed({ kind, key, value }: ContentAttribute, gate: ContentGate): ContentAttribute | undefined {
  const of = kind as ContentKind;
  const looksLikeJson = typeof value === "string" && /^\s*[[{]/.test(value);
  const safe = typeof value === "string" && !looksLikeJson ? gate.text(of, value) : gate.json(of, value);
  return safe === undefined ? undefined : { kind, key, value: safe };
}
