import { failureAmong } from "../failed-generation.ts";
import { cased, casedWord, count, field, firstOf, isRecord, word } from "../fields.ts";
import { brokenOff, chunkFacts, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readCohereBody } from "./response.ts";

interface Call {
  id?: unknown;
  name?: unknown;
  readonly arguments: TextPieces;
}

const MAX_CALLS = 1_000;

/** Kinds of the second version of the API. */
const EVENTS: ReadonlySet<string> = new Set([
  "message-start",
  "content-start",
  "content-delta",
  "content-end",
  "tool-plan-delta",
  "tool-call-start",
  "tool-call-delta",
  "tool-call-end",
  "message-end",
]);

/** Kinds of the first version, which names them in another property. */
const FIRST_EVENTS: ReadonlySet<string> = new Set([
  "stream-start",
  "text-generation",
  "tool-calls-generation",
  "stream-end",
]);

/** Whether a chunk is an event of Cohere's chat, of either version. */
export function isCohereEvent(chunk: unknown): boolean {
  return EVENTS.has(word(chunk, "type") ?? "") || FIRST_EVENTS.has(casedWord(chunk, "event_type") ?? "");
}

/** Folds the events of Cohere's chat; those of the first version end with the whole response. */
export function createCohereStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const pieces = () => createTextPieces(allowance);
  const [content, thinking, plan, calls] = [pieces(), pieces(), pieces(), new Map<number, Call>()];
  const kept: Record<string, unknown> = {};
  let whole: unknown;
  let started = false;
  return {
    chunk: (chunk) => {
      keep(kept, chunk);
      const response = field(chunk, "response");
      if (eventOf(chunk) === "stream-end" && isRecord(response)) whole = response;
      const message = field(field(chunk, "delta"), "message");
      const before = allowance.left;
      content.add(field(field(message, "content"), "text"));
      thinking.add(field(field(message, "content"), "thinking"));
      plan.add(cased(message, "tool_plan"));
      if (eventOf(chunk) === "text-generation") content.add(field(chunk, "text"));
      const called = foldCall(calls, allowance, message, chunk);
      const failure = failureAmong([field(chunk, "delta"), chunk, response]);
      const isFirst = !started && (allowance.left !== before || called);
      started ||= isFirst;
      return chunkFacts(isFirst, failure);
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? "error" : undefined;
      const message = {
        role: "assistant",
        content: content.toString(),
        thinking: thinking.toString(),
        tool_plan: plan.toString(),
        tool_calls: [...calls.values()].map((call) => ({
          id: call.id,
          function: { name: call.name, arguments: call.arguments.toString() },
        })),
      };
      const folded = kept.first === true ? { ...kept, text: message.content } : { ...kept, message };
      const finish_reason = kept.finish_reason ?? cut;
      const reading = readCohereBody(withReason(whole ?? folded, finish_reason), hint);
      const isWhole = whole !== undefined || kept.finish_reason !== undefined || kept.usage !== undefined;
      const told = end === "complete" && !isWhole ? brokenOff(reading) : reading;
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

function eventOf(chunk: unknown): string {
  return word(chunk, "type") ?? casedWord(chunk, "event_type") ?? "";
}

function keep(kept: Record<string, unknown>, chunk: unknown): void {
  const delta = field(chunk, "delta");
  const found: Readonly<Record<string, unknown>> = {
    id: word(chunk, "id"),
    generation_id: casedWord(chunk, "generation_id"),
    finish_reason: casedWord(delta, "finish_reason") ?? casedWord(chunk, "finish_reason"),
    usage: field(delta, "usage"),
    first: casedWord(chunk, "event_type") === undefined ? undefined : true,
  };
  for (const [key, value] of Object.entries(found)) if (value !== undefined && value !== null) kept[key] = value;
}

function foldCall(calls: Map<number, Call>, allowance: TextAllowance, message: unknown, chunk: unknown): boolean {
  const sent = cased(message, "tool_calls") ?? firstOf(cased(chunk, "tool_calls"));
  if (!isRecord(sent)) return false;
  const index = count(chunk, "index") ?? calls.size;
  let call = calls.get(index);
  if (call === undefined) {
    if (calls.size >= MAX_CALLS) return false;
    call = { arguments: createTextPieces(allowance) };
    calls.set(index, call);
  }
  const called = field(sent, "function") ?? sent;
  call.id = word(sent, "id") ?? call.id;
  call.name = word(called, "name") ?? call.name;
  call.arguments.add(field(called, "arguments"));
  return true;
}

/** A whole response of the first version has no reason; the event around it has. */
function withReason(body: unknown, reason: unknown): unknown {
  if (casedWord(body, "finish_reason") !== undefined || !isRecord(body)) return body;
  const copy: Record<string, unknown> = { finish_reason: reason ?? "" };
  for (const key of ["id", "response_id", "responseId", "generation_id", "generationId", "text", "message"]) {
    copy[key] = field(body, key);
  }
  for (const key of ["meta", "usage", "tool_calls", "toolCalls", "token_count"]) copy[key] = field(body, key);
  return copy;
}
