import type { RecordClient } from "../../record/client.ts";
import type { RetryFacts } from "../../record/llm/retry.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmCall, LlmOptions } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { textIn } from "./messages.ts";
import { withoutAdvice } from "./usage-totals.ts";

/** Where a model call belongs, and what was sent since the one before. */
export interface ModelCallStart {
  readonly parent: ScopeHandle;
  readonly startTime: number;
  readonly model: string | undefined;
  readonly input: readonly unknown[];
  /** Made by the main conversation, not by a sub-agent. */
  readonly isMain: boolean;
  /** No message tells of it. @defaultValue false */
  readonly isUntold?: boolean;
  readonly retries: readonly RetryFacts[];
  readonly about: Pick<LlmOptions, "provider" | "serverAddress" | "serverPort" | "attributes">;
}

/** Longer answers keep their first blocks. */
const MAX_BLOCKS = 2_000;

/**
 * One request to the model, put together from the messages that share its id: each brings one block, and none has the usage of the whole until
 * its stream says so.
 */
export class ModelCall {
  readonly id: string | undefined;
  readonly call: LlmCall;
  readonly isMain: boolean;
  readonly isUntold: boolean;
  model: string | undefined;
  /** Usage of the message as last told. Its output is that of the moment until the message is whole. */
  usage: unknown;
  /** The output that the model wrote, in characters: to share out tokens that are only told in sum. */
  outputLength = 0;
  endTime: number;
  isWhole = false;
  readonly #blocks: unknown[] = [];
  #stopReason: unknown;
  #isStreamed = false;
  #isOver = false;
  #error: unknown;

  constructor(client: RecordClient, id: string | undefined, start: ModelCallStart) {
    this.id = id;
    this.isMain = start.isMain;
    this.isUntold = start.isUntold === true;
    this.model = start.model;
    this.endTime = start.startTime;
    this.call = client.startLlm({
      ...start.about,
      ...(start.model !== undefined && { model: start.model }),
      ...(start.input.length > 0 && { input: start.input }),
      parent: start.parent,
      startTime: start.startTime,
    });
    for (const retry of start.retries) this.call.retry(retry);
  }

  /** An event of the stream, where the application asked for partial messages. */
  event(event: unknown, now: number): void {
    this.#isStreamed = true;
    this.endTime = now;
    const usage = readPath(event, "usage");
    const own = withoutAdvice(usage);
    this.call.chunk(own === usage ? event : { ...(event as object), usage: own });
    const type = readPath(event, "type");
    // The model declined and another one answers, whose totals these are.
    if (readPath(event, "content_block", "type") === "fallback")
      this.model = textIn(readPath(event, "content_block", "to"), "model") ?? this.model;
    if (type === "message_start") this.usage = readPath(event, "message", "usage");
    if (type === "message_delta") this.usage = { ...(this.usage as object), ...(readPath(event, "usage") as object) };
    if (type === "message_stop") this.isWhole = true;
  }

  /** A message with a block of the answer. */
  message(message: unknown, now: number): void {
    this.endTime = now;
    const content = readPath(message, "content");
    for (const block of Array.isArray(content) ? (content as unknown[]) : []) {
      if (this.#blocks.length < MAX_BLOCKS) this.#blocks.push(block);
      this.outputLength += lengthOf(block);
    }
    if (this.#isStreamed) return;
    this.model = textIn(message, "model") ?? this.model;
    this.usage = readPath(message, "usage") ?? this.usage;
    this.#stopReason = readPath(message, "stop_reason") ?? this.#stopReason;
    if (typeof this.#stopReason === "string") this.isWhole = true;
  }

  /** The request failed. With part of an answer it waits for the totals as others do: that part is billed. */
  fail(error: unknown, now: number): void {
    this.#error = error;
    this.endTime = now;
    if (this.#isStreamed || this.#blocks.length > 0) return;
    this.isWhole = true;
    this.finish();
  }

  /** What is told of the answer when it is over. `stopReason` and `outputTokens` stand in for what no message said. */
  finish(rest: { readonly stopReason?: string; readonly outputTokens?: number } = {}): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#isStreamed) {
      if (!this.isWhole) this.call.cancelled();
      if (rest.outputTokens !== undefined) this.call.usage({ outputTokens: rest.outputTokens });
    } else if (this.#blocks.length > 0 || this.isUntold) {
      this.call.response({
        id: this.id,
        type: "message",
        role: "assistant",
        model: this.model,
        content: this.#blocks,
        stop_reason: this.#stopReason ?? rest.stopReason ?? null,
        usage: withoutAdvice(
          rest.outputTokens === undefined
            ? this.usage
            : { ...(this.usage as object), output_tokens: rest.outputTokens },
        ),
      });
    }
    this.call.end({ endTime: this.endTime, ...(this.#error !== undefined && { error: this.#error }) });
  }

  /** Whether the answer asks for a tool. */
  get callsTool(): boolean {
    return this.#blocks.some((block) => readPath(block, "type") === "tool_use");
  }
}

function lengthOf(block: unknown): number {
  const written = readPath(block, "text") ?? readPath(block, "thinking");
  if (typeof written === "string") return written.length;
  try {
    return JSON.stringify(readPath(block, "input"))?.length ?? 0;
  } catch {
    return 0;
  }
}
