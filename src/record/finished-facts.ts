import type { Usage } from "../semconv/usage.ts";
import { toMillis } from "./given-time.ts";
import { finite, read } from "./given-value.ts";
import type { AnswerFacts } from "./llm/answer-facts.ts";
import type { Recorder } from "./recorder.ts";
import { startScope } from "./run-scope.ts";
import { parentOf } from "./scope-parent.ts";
import { type LlmOptions, llm } from "./scopes/llm.ts";
import { type ToolOptions, tool } from "./scopes/tool.ts";

/** A model call that is over. */
export interface FinishedLlm extends LlmOptions {
  readonly durationMs: number;
  /** What the provider answered; usage, model and output are read from it. */
  readonly response?: unknown;
  readonly usage?: Usage | undefined;
  /** Messages the model wrote. */
  readonly output?: unknown;
  readonly finishReasons?: readonly string[] | undefined;
  /** The provider's id of the answer. */
  readonly responseId?: string | undefined;
  /** The model that answered, where it is not the one that was asked for by name. */
  readonly responseModel?: string | undefined;
  /** Cost in US dollars as the provider states it; wins over any table. */
  readonly costUsd?: number | undefined;
  /** How many attempts failed before the one that ended the call. */
  readonly retries?: number | undefined;
  /** Milliseconds from the start of the call to the first piece of its stream. */
  readonly timeToFirstChunkMs?: number | undefined;
  readonly error?: unknown;
}

/** A tool execution that is over. */
export interface FinishedTool extends ToolOptions {
  readonly durationMs: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Records a model call after the event. Without `startTime` it ended now. */
export function recordFinishedLlm(recorder: Recorder, facts: FinishedLlm): void {
  const times = timesOf(recorder, facts);
  const call = startScope(recorder, llm, { ...spread(facts), startTime: times.startMillis } as LlmOptions);
  if (read(facts, "response") !== undefined) call.response(read(facts, "response"));
  const usage = read(facts, "usage");
  if (usage !== undefined) call.usage(usage as Usage);
  if (read(facts, "output") !== undefined) call.output(read(facts, "output"));
  const reasons = read(facts, "finishReasons");
  if (reasons !== undefined) call.finish(reasons as readonly string[]);
  call.answered({
    id: read(facts, "responseId"),
    model: read(facts, "responseModel"),
    retries: read(facts, "retries"),
    timeToFirstChunkMs: read(facts, "timeToFirstChunkMs"),
  } as AnswerFacts);
  call.cost(read(facts, "costUsd") as number);
  call.end({ error: read(facts, "error"), endTime: times.endMillis });
}

/** Records a tool execution after the event. Without `startTime` it ended now. */
export function recordFinishedTool(recorder: Recorder, facts: FinishedTool): void {
  const times = timesOf(recorder, facts);
  const call = startScope(recorder, tool, { ...spread(facts), startTime: times.startMillis } as ToolOptions);
  if (read(facts, "result") !== undefined) call.result(read(facts, "result"));
  call.end({ error: read(facts, "error"), endTime: times.endMillis });
}

function timesOf(recorder: Recorder, facts: unknown): { startMillis: number; endMillis: number } {
  const duration = Math.max(0, finite(read(facts, "durationMs")) ?? 0);
  const start = toMillis(read(facts, "startTime"));
  if (start !== undefined) return { startMillis: start, endMillis: start + duration };
  const around = recorder.activeScope(recorder.contextOf(parentOf(read(facts, "parent"))));
  const endMillis = recorder.ports.clock.now(recorder.clockOffset(around));
  return { startMillis: endMillis - duration, endMillis };
}

/** The options as they are; an object whose getters throw gives what can be read. */
function spread(facts: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of FACT_KEYS) {
    const value = read(facts, key);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

const FACT_KEYS = [
  "attributes",
  "parent",
  "provider",
  "model",
  "operation",
  "input",
  "system",
  "tools",
  "serverAddress",
  "serverPort",
  "purpose",
  "request",
  "prompt",
  "name",
  "callId",
  "arguments",
  "description",
  "type",
  "skill",
] as const satisfies readonly (keyof FinishedLlm | keyof FinishedTool)[];
