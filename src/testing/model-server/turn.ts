import type { ModelRequest } from "./model-request.ts";

/** What the model does with one request. */
export type ModelTurn = AnswerTurn | ErrorTurn | HangTurn | DropTurn;

/** What the model says, in the words of whichever API is asked. Token counts that are not given are estimated from the text. */
export interface AnswerTurn {
  readonly text?: string | undefined;
  /** A summary of the reasoning; the chat completions API does not show it. */
  readonly reasoning?: string | undefined;
  readonly refusal?: string | undefined;
  readonly toolCalls?: readonly ScriptedToolCall[] | undefined;
  /** @defaultValue `tool_calls` when there are tool calls, else `stop` */
  readonly finishReason?: "stop" | "length" | "tool_calls" | "content_filter" | undefined;
  readonly usage?: ScriptedUsage | undefined;
  /** The model that answers. @defaultValue the model asked for */
  readonly model?: string | undefined;
  /** Waits before each piece of a stream, or before the whole of a plain answer. @defaultValue 0 */
  readonly chunkDelayMillis?: number | undefined;
  /** Closes the connection of a stream after so many events. */
  readonly cutAfter?: number | undefined;
  /** Sends nothing more after so many events of a stream. */
  readonly hangAfter?: number | undefined;
}

/** A tool that the model asks for. */
export interface ScriptedToolCall {
  readonly name: string;
  /** @defaultValue `{}` */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
  /** @defaultValue an id of its own, the same in every run */
  readonly id?: string | undefined;
}

/** Input includes what a cache had and took, output includes reasoning. */
export interface ScriptedUsage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}

/** An error in the words of the API that is asked. */
export interface ErrorTurn {
  /** The status of HTTP, or more about it. */
  readonly error:
    | number
    | {
        readonly status: number;
        readonly message?: string | undefined;
        readonly type?: string | undefined;
        readonly code?: string | undefined;
      };
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number | undefined;
}

/** No answer: the connection stays open until the client gives up. */
export interface HangTurn {
  readonly hang: true;
}

/** No answer: the connection is closed. */
export interface DropTurn {
  readonly drop: true;
}

/** One turn for each request, in their order, those for embeddings left out; or a function that is asked for each, and gives nothing where it has no answer. */
export type ModelScript = readonly ModelTurn[] | ((request: ModelRequest) => ModelTurn | undefined);

/** Makes a function that gives the turn of each request. @throws TypeError for what is no script */
export function followTurns(script: ModelScript): (request: ModelRequest) => ModelTurn | undefined {
  if (typeof script === "function") return script;
  if (!Array.isArray(script) || script.some((turn) => typeof turn !== "object" || turn === null))
    throw new TypeError(
      "startModelServer() takes turns: a list of answers, or a function that gives one for a request",
    );
  const turns = script.values();
  return ({ api }) => (api === "openai.embeddings" ? {} : turns.next().value);
}
