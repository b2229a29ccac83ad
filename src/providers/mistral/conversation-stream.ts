import { casedWord, count, field, isList, list, word } from "../fields.ts";
import { brokenOff, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextPieces } from "../text-pieces.ts";
import { readConversationBody } from "./conversation.ts";

interface Output {
  readonly event: unknown;
  readonly type: string;
  readonly written: TextPieces;
}

const MAX_OUTPUTS = 1_000;

const KINDS: Readonly<Record<string, string>> = {
  "message.output.delta": "message.output",
  "function.call.delta": "function.call",
  "tool.execution.started": "tool.execution",
};

const EVENTS =
  /^(conversation\.response\.|agent\.handoff\.|message\.output\.delta|function\.call\.delta|tool\.execution\.)/;

/** Whether a chunk is an event of Mistral's conversations. */
export function isConversationEvent(chunk: unknown): boolean {
  return EVENTS.test(word(chunk, "type") ?? "");
}

/** Folds the events of Mistral's conversations; the last one has the usage. */
export function createConversationStreamReader(hint: ReadHint = {}): StreamReader {
  const outputs = new Map<string, Output>();
  const allowance = createAllowance();
  let usage: unknown;
  let conversation_id: string | undefined;
  let isDone = false;
  let started = false;
  return {
    chunk: (chunk) => {
      const type = word(chunk, "type") ?? "";
      conversation_id = casedWord(chunk, "conversation_id") ?? conversation_id;
      if (type === "conversation.response.done") {
        usage = field(chunk, "usage");
        isDone = true;
      }
      const kind = KINDS[type];
      if (kind === undefined) return undefined;
      const key = `${kind} ${word(chunk, "id") ?? String(count(chunk, "output_index") ?? "")}`;
      let output = outputs.get(key);
      if (output === undefined) {
        if (outputs.size >= MAX_OUTPUTS) return undefined;
        output = { event: chunk, type: kind, written: createTextPieces(allowance) };
        outputs.set(key, output);
      }
      for (const piece of piecesOf(chunk)) output.written.add(piece);
      if (started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const body = {
        outputs: [...outputs.values()].map(toOutput),
        usage,
        conversation_id,
        finish_reason: end !== undefined && !isDone ? "error" : undefined,
      };
      const reading = readConversationBody(body, hint);
      const told = end === "complete" && !isDone ? brokenOff(reading) : reading;
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

/** Text, or typed pieces of it, or pieces of arguments. */
function piecesOf(chunk: unknown): readonly unknown[] {
  const content = field(chunk, "content") ?? field(chunk, "arguments");
  if (isList(content)) return list(content).map((part) => field(part, "text"));
  return [typeof content === "string" ? content : field(content, "text")];
}

function toOutput({ event, type, written }: Output): unknown {
  return {
    type,
    id: word(event, "id"),
    model: word(event, "model"),
    name: word(event, "name"),
    tool_call_id: casedWord(event, "tool_call_id"),
    content: written.toString(),
    arguments: written.toString(),
  };
}
