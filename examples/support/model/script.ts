import type { ModelRequest } from "../../../src/testing/model-server/model-request.ts";

/** One step of a script: the first whose condition holds, and that is not used up, answers. */
export interface Step {
  /** @defaultValue any request */
  readonly when?: StepCondition;
  /** How many requests the step answers. @defaultValue any number */
  readonly times?: number;
  readonly reply: Reply | ((request: ModelRequest) => Reply);
}

/** All that is given must hold. */
export interface StepCondition {
  /** The model's name, or a pattern of it. */
  readonly model?: string | RegExp;
  /** Text contained in the last message, or a pattern of it. */
  readonly lastMessage?: string | RegExp;
  readonly lastRole?: string;
  /** Number of the request to the server, from 1. */
  readonly call?: number;
  /** Results of tools since the last message of the user. */
  readonly toolResults?: number;
  /** True when the request offers tools. */
  readonly hasTools?: boolean;
  readonly path?: ModelRequest["path"];
}

export type Reply = Answer | ErrorReply | Failure;

/** What the model says. Token counts that are not given are estimated from the text. */
export interface Answer {
  readonly text?: string;
  /** Summary of the reasoning; only the Responses API shows it. */
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly ToolCall[];
  /** @defaultValue `tool_calls` when there are tool calls, else `stop` */
  readonly finishReason?: "stop" | "length" | "tool_calls" | "content_filter";
  readonly usage?: ScriptedUsage;
  /** The model that answers. @defaultValue the model asked for */
  readonly model?: string;
  /** Wait before each piece of a stream, or before the whole of a plain answer. @defaultValue 0 */
  readonly chunkDelayMillis?: number;
  /** Breaks the stream after so many events: the connection is closed or nothing more comes. */
  readonly breakAfter?: { readonly events: number; readonly by: "drop" | "hang" };
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** @defaultValue an id of its own */
  readonly id?: string;
}

export interface ScriptedUsage {
  /** All input, cached tokens included. */
  readonly inputTokens?: number;
  /** All output, reasoning included. */
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
}

export interface ErrorReply {
  readonly error: {
    readonly status: number;
    readonly message?: string;
    readonly type?: string;
    readonly code?: string;
    /** Sent as `Retry-After`. */
    readonly retryAfterSeconds?: number;
  };
}

/** No answer at all: the connection is closed, or stays open for good. */
export interface Failure {
  readonly failure: "drop" | "hang";
}

/** Makes a function that finds the reply to each request in turn; `undefined` when no step answers. */
export function followScript(script: readonly Step[]): (request: ModelRequest) => Reply | undefined {
  const used = new Map<Step, number>();
  return (request) => {
    const step = script.find(
      (candidate) => (used.get(candidate) ?? 0) < (candidate.times ?? Infinity) && holds(candidate.when, request),
    );
    if (step === undefined) return undefined;
    used.set(step, (used.get(step) ?? 0) + 1);
    return typeof step.reply === "function" ? step.reply(request) : step.reply;
  };
}

function holds(when: StepCondition = {}, request: ModelRequest): boolean {
  return (
    (when.model === undefined ||
      (typeof when.model === "string" ? when.model === request.model : when.model.test(request.model))) &&
    (when.lastMessage === undefined ||
      (typeof when.lastMessage === "string"
        ? request.lastMessage.includes(when.lastMessage)
        : when.lastMessage.test(request.lastMessage))) &&
    (when.lastRole === undefined || when.lastRole === request.lastRole) &&
    (when.call === undefined || when.call === request.call) &&
    (when.toolResults === undefined || when.toolResults === request.toolResults) &&
    (when.hasTools === undefined || when.hasTools === request.tools.length > 0) &&
    (when.path === undefined || when.path === request.path)
  );
}
