import type { ModelRequest } from "./model-request.ts";
import type { AnswerTurn } from "./turn.ts";

/** An answer with all that a script may leave out. */
export interface FullAnswer {
  readonly id: string;
  readonly model: string;
  readonly createdSeconds: number;
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string | null;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finishReason: NonNullable<AnswerTurn["finishReason"]>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
}

const CHARACTERS_PER_TOKEN = 4;

export function completeAnswer(answer: AnswerTurn, request: ModelRequest): FullAnswer {
  const { text = "", reasoning = "", refusal = null, usage = {} } = answer;
  const toolCalls = (answer.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${request.call}_${index}`,
    name: call.name,
    arguments: JSON.stringify(call.arguments ?? {}),
  }));
  const reasoningTokens = usage.reasoningTokens ?? tokens(reasoning);
  const written = text + (refusal ?? "") + toolCalls.map((call) => call.name + call.arguments).join("");
  return {
    id: String(request.call).padStart(8, "0"),
    model: answer.model ?? request.model,
    createdSeconds: Math.floor(Date.now() / 1000),
    text,
    reasoning,
    refusal,
    toolCalls,
    finishReason: answer.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop"),
    inputTokens: usage.inputTokens ?? Math.ceil(request.inputLength / CHARACTERS_PER_TOKEN),
    outputTokens: usage.outputTokens ?? tokens(written) + reasoningTokens,
    cacheReadTokens: usage.cacheReadTokens ?? 0,
    cacheWriteTokens: usage.cacheWriteTokens ?? 0,
    reasoningTokens,
  };
}

/** Splits text as a model streams it: a few words at a time. */
export function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,12}(?:\s|$)|[\s\S]{1,12}/gu) ?? [];
}

/** Takes one of each list in turn until all are empty, as parallel tool calls arrive. */
export function interleave<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
