import { cased, count, field, isRecord, list, word } from "../fields.ts";
import {
  brokenOff,
  type ProviderReading,
  type ReadHint,
  type StreamEnd,
  type StreamReader,
  withWarning,
} from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { itemParts } from "./responses-items.ts";
import { failureOf, readResponsesBody } from "./responses-response.ts";

/** An output item that is still being written. */
interface OpenItem {
  item: unknown;
  isDone: boolean;
  readonly content: TextPieces;
  readonly reasoning: TextPieces;
  readonly arguments: TextPieces;
}

const MAX_ITEMS = 1_000;

/** Which text of an item an event adds to. */
const DELTAS: Readonly<Record<string, "content" | "reasoning" | "arguments">> = {
  "response.output_text.delta": "content",
  "response.text.delta": "content",
  "response.refusal.delta": "content",
  "response.reasoning_text.delta": "reasoning",
  "response.reasoning.delta": "reasoning",
  "response.reasoning_summary_text.delta": "reasoning",
  "response.function_call_arguments.delta": "arguments",
  "response.custom_tool_call_input.delta": "arguments",
  "response.mcp_call_arguments.delta": "arguments",
  "response.code_interpreter_call_code.delta": "arguments",
};

/** Whether a chunk is an event of the Responses API. */
export function isResponsesEvent(chunk: unknown): boolean {
  return word(chunk, "type")?.startsWith("response.") === true || isErrorEvent(chunk);
}

/** What went wrong stands in the event itself; older clients hand it on. */
function isErrorEvent(chunk: unknown): boolean {
  return word(chunk, "type") === "error" && typeof field(chunk, "message") === "string";
}

/** Folds the events of the Responses API: the last response object that was sent, completed by the items seen since. */
export function createResponsesStreamReader(hint: ReadHint = {}): StreamReader {
  const items = new Map<number, OpenItem>();
  const allowance = createAllowance();
  let response: unknown;
  let started = false;
  return {
    chunk: (chunk) => {
      const type = word(chunk, "type") ?? "";
      const sent = field(chunk, "response");
      if (isRecord(sent)) response = sent;
      const failure = type === "error" ? chunk : failureOf(sent);
      if (failure !== undefined) return { failure };
      const output = fold(items, allowance, type, chunk);
      if (started || !output) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const body = toBody(response, items, end);
      const reading = readResponsesBody(body, hint);
      const isWhole = reading.usage?.outputTokens !== undefined || !isAtWork(word(body, "status"));
      const told = end === "complete" && !isWhole ? brokenOff(reading) : failedWhole(reading, response);
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

/** A failure that the provider told of ends an answer as well as its success does. */
function failedWhole(reading: ProviderReading, response: unknown): ProviderReading {
  const isFailed = word(response, "status") === "failed" && reading.usage?.outputTokens !== undefined;
  return isFailed ? { ...reading, failedWhole: true } : reading;
}

/** Whether the event carried output. */
function fold(items: Map<number, OpenItem>, allowance: TextAllowance, type: string, chunk: unknown): boolean {
  const target = Object.hasOwn(DELTAS, type) ? DELTAS[type] : undefined;
  const whole = type === "response.output_item.added" || type === "response.output_item.done";
  if (target === undefined && !whole) return false;
  const index = count(chunk, "output_index") ?? items.size;
  let open = items.get(index);
  if (open === undefined) {
    if (items.size >= MAX_ITEMS) return false;
    const pieces = () => createTextPieces(allowance);
    open = { item: {}, isDone: false, content: pieces(), reasoning: pieces(), arguments: pieces() };
    items.set(index, open);
  }
  if (target !== undefined) {
    open[target].add(field(chunk, "delta"));
    return true;
  }
  open.item = field(chunk, "item");
  open.isDone = type === "response.output_item.done";
  const kind = word(open.item, "type");
  return type === "response.output_item.added" && kind !== "message" && kind !== "reasoning";
}

function toBody(response: unknown, items: ReadonlyMap<number, OpenItem>, end: StreamEnd | undefined): unknown {
  const status = word(response, "status");
  const cut = (end === "error" || end === "cancelled") && status !== undefined && isAtWork(status);
  const partial = list(field(response, "output")).length === 0;
  if (!partial && !cut) return response;
  const ordered = [...items].sort(([a], [b]) => a - b).map(([, open]) => toItem(open));
  const known = isRecord(response) ? copyOf(response) : {};
  return {
    ...known,
    object: "response",
    status: cut || status === undefined ? endStatus(end, status) : status,
    output: partial ? ordered : field(response, "output"),
  };
}

function isAtWork(status: string | undefined): boolean {
  return status === undefined || status === "in_progress" || status === "queued";
}

function endStatus(end: StreamEnd | undefined, status: string | undefined): string | undefined {
  if (end === "cancelled") return "cancelled";
  return end === "error" ? "failed" : status;
}

const COPIED = [
  "id",
  "model",
  "usage",
  "service_tier",
  "incomplete_details",
  "error",
  "metadata",
  "tools",
  "tool_usage",
  "openrouter_metadata",
] as const;

function copyOf(response: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of COPIED) copy[key] = cased(response, key);
  return copy;
}

/** An item that is done speaks for itself; one that is not has the text received so far. */
function toItem(open: OpenItem): unknown {
  const type = word(open.item, "type") ?? (open.arguments.length > 0 ? "function_call" : "message");
  const complete = word(open.item, "status") === "completed" || (open.isDone && itemParts(open.item).length > 0);
  if (complete || open.content.length + open.reasoning.length + open.arguments.length === 0) return open.item;
  const own = {
    type,
    id: field(open.item, "id"),
    call_id: field(open.item, "call_id"),
    name: field(open.item, "name"),
    role: "assistant",
  };
  if (type === "reasoning") return { ...own, summary: [{ text: open.reasoning.toString() }] };
  if (type === "message") return { ...own, content: [{ type: "output_text", text: open.content.toString() }] };
  const args = open.arguments.toString();
  return { ...own, arguments: args, input: args, code: args };
}
