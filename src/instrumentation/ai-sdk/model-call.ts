import { attempt } from "../../internal/attempt.ts";
import { readError } from "../../providers/index.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { limitSignalOf } from "../../record/stop-signal.ts";
import { attemptBegins, attemptFailed } from "../http/attempts.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";
import { type SignalPlace, withStopSignal } from "../stop-signal.ts";
import { noteModelCall } from "./claims.ts";
import { observedStream, type StreamObserver } from "./observed-stream.ts";
import { ALL_PARTS, isOutputPart, type RecordedParts, recordedAnswer } from "./recorded-parts.ts";

/** How a model call ended: with its answer, with an error, or left before its end. */
export type CallEnd = { readonly how: "answered" | "cancelled" } | { readonly how: "failed"; readonly error: unknown };

/** One request of the AI SDK to a model, whether or not a limit lets it be made. */
export interface RequestCall {
  readonly isOver: boolean;
  /** Why the last attempt failed, while it is open whether another follows. */
  readonly failure: { readonly error: unknown } | undefined;
  /** What the model is called with: with a signal by which a limit can call it off. */
  stoppable(args: readonly unknown[]): readonly unknown[];
  /**
   * Runs one attempt inside the call.
   *
   * @returns what the attempt gave; where that holds a stream, a copy with an observed one
   */
  attempt<R>(run: () => PromiseLike<R>): Promise<R>;
  /** The answer, from who ran the request elsewhere. Does nothing when an observed model told of it already. */
  answer(result: unknown): void;
  fail(error: unknown): void;
  /** No attempt follows the one that failed. */
  giveUp(): void;
  cancel(): void;
}

/** Models take a signal among their settings. */
export const MODEL_SIGNAL: SignalPlace = { argument: 0, path: ["abortSignal"] };

/**
 * One request of the AI SDK to a model with all its attempts. It ends with the answer, with the end of the stream, when the stream is left,
 * or when whoever made it says that no attempt follows.
 */
export class ModelCall implements RequestCall {
  readonly #call: LlmCall;
  readonly #onEnd: ((end: CallEnd) => void) | undefined;
  readonly #ownsEnd: boolean;
  readonly #parts: RecordedParts;
  #isTold = false;
  #failed: { readonly error: unknown } | undefined;
  #isOver = false;

  /** @param ownsEnd - false for a call that somebody else started and will end */
  constructor(call: LlmCall, onEnd?: (end: CallEnd) => void, ownsEnd = true, parts: RecordedParts = ALL_PARTS) {
    this.#call = call;
    this.#onEnd = onEnd;
    this.#ownsEnd = ownsEnd;
    this.#parts = parts;
    noteModelCall(call);
  }

  /** The model was seen to answer, in whole or in part. */
  get isTold(): boolean {
    return this.#isTold;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#failed;
  }

  stoppable(args: readonly unknown[]): readonly unknown[] {
    return attempt(() => withStopSignal(args, MODEL_SIGNAL, this.#call)) ?? args;
  }

  async attempt<R>(run: () => PromiseLike<R>): Promise<R> {
    this.#failed = undefined;
    attempt(() => attemptBegins(this.#call));
    let result: R;
    try {
      result = await this.#call.run(run);
    } catch (error) {
      this.#fails(error);
      attempt(() => this.#sawHttp(error, readPath(error, "url"), readPath(error, "responseHeaders")));
      throw error;
    }
    return attempt(() => this.#answered(result)) ?? result;
  }

  answer(result: unknown): void {
    if (this.#isOver) return;
    attempt(() =>
      this.#sawHttp(undefined, readPath(result, "request", "url"), readPath(result, "response", "headers")),
    );
    this.#call.response(recordedAnswer(result, this.#parts));
    this.#end({ how: "answered" });
  }

  giveUp(): void {
    if (this.#failed !== undefined) this.fail(this.#failed.error);
  }

  fail(error: unknown): void {
    this.#call.error(error);
    this.#end({ how: "failed", error });
  }

  cancel(): void {
    this.#call.cancelled();
    this.#end({ how: "cancelled" });
  }

  #end(end: CallEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#ownsEnd) this.#call.end();
    attempt(() => this.#onEnd?.(end));
  }

  #fails(error: unknown): void {
    this.#failed = { error };
    attempt(() => attemptFailed(this.#call, error));
  }

  #sawHttp(from: unknown, url: unknown, headers: unknown): void {
    const status = readPath(from, "statusCode");
    this.#call.httpResponse({ headers, ...serverOfUrl(url), ...(typeof status === "number" && { status }) });
  }

  /** The answer, or a copy of it whose stream is observed: the AI SDK takes results apart and never asks for their identity. */
  #answered<R>(result: R): R {
    // Since version 5 a whole stream call is told of beside its result: `{ result: { stream }, doStreamSpan }`.
    const inner = readPath(result, "result", "stream") === undefined ? result : readPath(result, "result");
    this.#sawHttp(undefined, readPath(inner, "request", "url"), readPath(inner, "response", "headers"));
    const stream = readPath(inner, "stream");
    if (!(stream instanceof ReadableStream) || stream.locked) {
      this.#isTold = true;
      this.#call.response(recordedAnswer(inner, this.#parts));
      this.#end({ how: "answered" });
      return result;
    }
    const observed = { ...(inner as object), stream: this.#follow(stream) };
    return (inner === result ? observed : { ...(result as object), result: observed }) as R;
  }

  #follow(stream: ReadableStream<unknown>): ReadableStream<unknown> {
    const observer: StreamObserver = {
      part: (part) => this.#part(part),
      done: () => this.#end(this.#failed === undefined ? { how: "answered" } : { how: "failed", ...this.#failed }),
      // A stream that its caller aborts rejects; other clients end theirs without an error then.
      failed: (error) => (readError(error).isAbort === true ? this.cancel() : this.fail(error)),
      cancelled: () => this.cancel(),
    };
    return observedStream(stream, observer, limitSignalOf(this.#call));
  }

  #part(part: unknown): void {
    try {
      const { type, error } = part as { readonly type?: unknown; readonly error?: unknown };
      // Models announce a stream before they hear from their server, and repeat raw chunks beside their parts.
      if (type === "stream-start" || type === "raw") return;
      if (type !== "error") {
        this.#isTold = true;
        this.#call.chunk(this.#parts.outputs || !isOutputPart(type) ? recordedAnswer(part, this.#parts) : undefined);
        return;
      }
      this.#fails(error);
      this.#call.error(error);
    } catch {
      // A part that refuses to be read: the reader gets it as it is.
    }
  }
}
