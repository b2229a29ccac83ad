import { readRequest } from "../../inspector/decode/request.ts";
import { decodeLog, decodeSpan, type WholeSpan } from "../../inspector/decode/whole.ts";
import type { Facts } from "../../inspector/model/facts.ts";
import type { RawGroup, RawLog } from "../../inspector/model/raw.ts";
import { type Messages, readMessages, understandSpan } from "../../inspector/understand/index.ts";
import { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import { plainAttributes, plainValue } from "./plain.ts";
import type { TestAttributes, TestEvent, TestSpan, TestUsage } from "./span.ts";
import { textAttribute } from "./text-attribute.ts";

/** A span without its place among others. */
export type LoneSpan = Omit<TestSpan, "children">;

/** Reads the one span of a request, as a backend would. */
export function readSpan(request: Uint8Array): LoneSpan {
  const [span, group] = only(request, decodeSpan);
  const facts = understandSpan(span, group);
  const attributes = plainAttributes(span.attributes);
  const events = span.events.map((event) => toSpanEvent(event, span));
  const messages = readMessages({ attributes: Object.entries(attributes), kind: facts.kind });
  const parentSpanId = hex(span.parentSpanId);
  return {
    kind: facts.kind === "inference" ? "llm" : facts.kind,
    name: span.name,
    traceId: hex(span.traceId) ?? "",
    spanId: hex(span.spanId) ?? "",
    ...(parentSpanId !== undefined && { parentSpanId }),
    parentIsRemote: hasRemoteParent(span.bytes),
    startTimeMillis: span.startUs / 1_000,
    durationMillis: span.durationUs / 1_000,
    ...present({
      agent: facts.agent,
      provider: facts.provider,
      // The facts name the model asked for where only a version of it answered.
      model: facts.model && (textAttribute(attributes, "gen_ai.response.model") ?? facts.model),
      purpose: facts.purpose,
      tool: facts.tool,
      callId: textAttribute(attributes, "gen_ai.tool.call.id"),
      system: messages.system ?? undefined,
      finishReason: facts.finishReason,
      usage: usageOf(facts),
      cost: costOf(facts, textAttribute(attributes, "agentscribe.cost.status")),
      outcome: facts.outcome ?? textAttribute(attributes, "agentscribe.outcome"),
      error: errorOf(span, facts),
    }),
    ...contentOf(messages, attributes),
    input: messages.input,
    output: messages.output,
    counted: facts.counted,
    attributes,
    events,
    links: span.links.map((link) => ({
      traceId: hex(link.traceId) ?? "",
      spanId: hex(link.spanId) ?? "",
      attributes: plainAttributes(link.attributes),
    })),
    resource: plainAttributes(group.resource),
    scope: { name: group.scopeName, version: group.scopeVersion },
  };
}

/** Reads the one log record of a request. */
export function readEvent(request: Uint8Array): TestEvent {
  const [log] = only(request, (message): RawLog => decodeLog(message));
  return {
    name: log.eventName,
    timeMillis: log.timeUs / 1_000,
    attributes: plainAttributes(log.attributes),
    body: plainValue(log.body),
    source: "log",
    ...present({ traceId: hex(log.traceId), spanId: hex(log.spanId) }),
  };
}

function only<T>(request: Uint8Array, decode: (message: Uint8Array) => T): readonly [T, RawGroup] {
  let found: readonly [T, RawGroup] | undefined;
  readRequest(request, (reader, end, group) => {
    found = [decode(reader.view(end)), group];
  });
  if (found === undefined) throw new Error("a record was kept as an empty request");
  return found;
}

/** Field 16 of `Span`, and the bit of it that says so. */
const FLAGS = 133;
const IS_REMOTE = 0x200;

function hasRemoteParent(message: Uint8Array): boolean {
  const reader = new ProtobufReader(message);
  const end = message.byteLength;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === FLAGS) return (reader.fixed32(end) & IS_REMOTE) !== 0;
    reader.skip(tag, end);
  }
  return false;
}

function toSpanEvent({ name, timeUs, attributes }: WholeSpan["events"][number], span: WholeSpan): TestEvent {
  return {
    name,
    timeMillis: timeUs / 1_000,
    attributes: plainAttributes(attributes),
    body: null,
    source: "span",
    traceId: hex(span.traceId) ?? "",
    spanId: hex(span.spanId) ?? "",
  };
}

function contentOf(messages: Messages, attributes: TestAttributes): Pick<TestSpan, "arguments" | "result"> {
  const { toolArguments, toolResult } = messages;
  return {
    ...((toolArguments !== null || "gen_ai.tool.call.arguments" in attributes) && { arguments: toolArguments }),
    ...((toolResult !== null || "gen_ai.tool.call.result" in attributes) && { result: toolResult }),
  };
}

function usageOf(facts: Facts): TestUsage | undefined {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = facts;
  const usage = present({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens });
  return facts.kind === "inference" || facts.kind === "embeddings"
    ? Object.keys(usage).length === 0
      ? undefined
      : usage
    : undefined;
}

function costOf({ kind, costUsd, costReason }: Facts, status: string | undefined): TestSpan["cost"] {
  if (kind !== "inference" && kind !== "embeddings") return undefined;
  const cost = present({ usd: costUsd, status, reason: costReason });
  return Object.keys(cost).length === 0 ? undefined : cost;
}

function errorOf(span: WholeSpan, { errorType }: Facts): TestSpan["error"] {
  if (span.status !== 2 && errorType === undefined) return undefined;
  return { type: errorType ?? "_OTHER", ...(span.statusMessage !== "" && { message: span.statusMessage }) };
}

function hex(id: Uint8Array | undefined): string | undefined {
  return id === undefined ? undefined : Buffer.from(id).toString("hex");
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
