import { isPromise } from "../../internal/is-promise.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { readError } from "../../providers/index.ts";
import { read } from "../given-value.ts";
import { replaceMethod } from "../replace-method.ts";
import { responseFailure, responseHeader } from "../response-failure.ts";
import { createBodyDecoder, isText } from "./body-decoder.ts";
import type { ResultObserver } from "./follow.ts";
import { followStream } from "./follow-stream.ts";
import { followReplacements } from "./follow-web-stream.ts";
import { whenUnreachable } from "./unreachable.ts";

/** What is told of a raw response. `settled` is given the parsed body when it is one JSON document, and ends the matter as the other two do. */
export type BodyObserver = Pick<ResultObserver, "settled" | "failed" | "chunk" | "cancelled" | "piece">;

/** Ways to read a whole body at once. */
const WHOLE = ["json", "text", "arrayBuffer", "bytes", "blob", "formData", "buffer"] as const;

/** Whoever asks for the text of an error does so at once. After this time it is taken for one that nobody reads. */
const UNREAD_ERROR_MILLIS = 100;

/** Some clients read no further than the event that says that it was the last, or that the provider failed. */
const UNREAD_END_MILLIS = 100;

/** Whether a value is the answer of a `fetch`, of the platform or of a library. */
export function isResponse(value: unknown): value is object {
  return (
    typeof read(value, "arrayBuffer") === "function" &&
    typeof read(value, "text") === "function" &&
    typeof read(value, "status") === "number" &&
    typeof read(value, "headers") === "object"
  );
}

/**
 * Sees the body of a raw response as its caller reads it, by whichever way: `json()`, `text()`, `arrayBuffer()`, `bytes()`, `blob()`, readers and
 * iteration of `body`, a pipe, `tee()` or a clone. The response and its stream stay the caller's own, nothing is read for us and nothing is kept but
 * what a decoder needs. A body that nobody read to its end is told of as cancelled when it is collected as garbage.
 *
 * A status of an error is a failure with what the body says.
 *
 * @returns how to stop observing; absent when there is no body left to read
 */
export function observeResponseBody(response: object, on: BodyObserver): (() => void) | undefined {
  if (read(response, "bodyUsed") === true) return undefined;
  const body = read(response, "body");
  if (body === null) return undefined;
  const watch = new BodyWatch(
    on,
    responseHeader(response, "content-type") ?? "",
    responseFailure(response),
    typeof ReadableStream === "function" && body instanceof ReadableStream,
  );
  watchResponse(response, watch);
  // Whoever holds a response holds its stream, which tells when that is collected.
  if (typeof body !== "object" || !followStream(body, watch)) whenUnreachable(response, watch);
  return () => watch.stop();
}

/** One body, whoever reads it. It must not hold the response. */
class BodyWatch implements ResultObserver {
  readonly ownsStreams = true;
  readonly readsBodies = false;
  readonly #on: BodyObserver;
  readonly #decoder: ReturnType<typeof createBodyDecoder>;
  readonly #failureOf: ((body: unknown) => unknown) | undefined;
  /** A stream of the web shows its pieces to whoever reads it whole; one of Node, as `node-fetch` has, does not. */
  readonly #showsPieces: boolean;
  readonly #onPiece: BodyObserver["piece"];
  /** Pieces of the body are not looked at: it comes as a value. */
  #expectsValue = false;
  #isTouched = false;
  #isComplete = false;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;

  constructor(
    on: BodyObserver,
    contentType: string,
    failureOf: ((body: unknown) => unknown) | undefined,
    showsPieces: boolean,
  ) {
    this.#on = on;
    this.#showsPieces = showsPieces;
    this.#failureOf = failureOf;
    this.#onPiece = isText(contentType) ? on.piece : undefined;
    this.#decoder = createBodyDecoder(contentType, {
      chunk: (item) => {
        if (!this.#isOver) on.chunk(item);
      },
      failed: (error) => {
        if (this.#failure !== undefined) return;
        this.#failure = { error };
        this.#endUnread();
      },
      completed: () => {
        this.#isComplete = true;
        this.#endUnread();
      },
    });
    if (failureOf === undefined) return;
    const unread = realTimers.setTimeout(() => {
      if (!this.#isTouched) this.#finish(() => on.failed(failureOf(undefined)));
    }, UNREAD_ERROR_MILLIS);
    unread.unref();
  }

  stop(): void {
    this.#isOver = true;
  }

  within<R>(fn: () => R): R {
    return fn();
  }

  chunk(piece: unknown): void {
    this.#isTouched = true;
    if (this.#isOver) return;
    if (!this.#expectsValue) this.#decode(piece);
    else if (this.#onPiece !== undefined) this.#tell(piece);
  }

  settled(): void {
    if (this.#expectsValue) return;
    const body = this.#endDecoder();
    this.#finish(() => this.#end(body));
  }

  /** What the body said before, its last event or an error, is what became of the call. */
  failed(error: unknown): void {
    this.#endDecoder(true);
    this.#finish(() => (isLeaving(error) || this.#hasSaid ? this.#left() : this.#on.failed(error)));
  }

  cancelled(): void {
    if (this.#expectsValue) return;
    this.#endDecoder(true);
    this.#finish(() => this.#left());
  }

  /** The caller reads all of it at once. The promise that does so is new each time, so one that follows it takes its place. */
  reads(method: (typeof WHOLE)[number], call: () => unknown): unknown {
    const isFirst = !this.#isTouched && !this.#isOver;
    if (isFirst) this.#expectsValue = method === "json" || !this.#showsPieces;
    const reading = call();
    if (!isPromise(reading) || !isFirst) return reading;
    this.#isTouched = true;
    return reading.then(
      (value: unknown) => {
        if (method === "json") this.#finish(() => this.#end(value));
        else if (method === "blob") void this.#readBlob(value);
        else this.#readWhole(value);
        return value;
      },
      (error: unknown) => {
        this.failed(error);
        throw error;
      },
    );
  }

  /** Nothing that counts is to come. */
  #endUnread(): void {
    realTimers.setTimeout(() => this.settled(), UNREAD_END_MILLIS).unref();
  }

  #readWhole(value: unknown): void {
    if (this.#isOver) return; // Its stream told all of it.
    this.#expectsValue = false;
    this.#decode(value);
    this.settled();
  }

  async #readBlob(blob: unknown): Promise<void> {
    if (this.#isOver) return;
    const bytes = await (blob as Blob).arrayBuffer().catch(() => undefined);
    this.#readWhole(bytes);
  }

  #tell(piece: unknown): void {
    try {
      this.#onPiece?.(piece);
    } catch {
      // The caller has the piece.
    }
  }

  #decode(piece: unknown): void {
    if (this.#onPiece !== undefined) this.#tell(piece);
    try {
      this.#decoder.push(piece);
    } catch {
      // What cannot be decoded says nothing of the call, and the caller has it.
    }
  }

  #endDecoder(isCut = false): unknown {
    if (this.#isOver || this.#expectsValue) return undefined;
    try {
      return this.#decoder.end(isCut);
    } catch {
      return undefined;
    }
  }

  get #hasSaid(): boolean {
    return this.#isComplete || this.#failure !== undefined;
  }

  #left(): void {
    if (this.#hasSaid || this.#failureOf !== undefined) this.#end(undefined);
    else this.#on.cancelled();
  }

  #end(body: unknown): void {
    const failure = this.#failureOf === undefined ? this.#failure?.error : this.#failureOf(body);
    if (failure === undefined) this.#on.settled(body);
    else this.#on.failed(failure);
  }

  #finish(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    how();
  }
}

/** Whether whoever asked called the request off while the answer came. A reason of theirs that is an error may be a time limit, which is a failure. */
function isLeaving(error: unknown): boolean {
  return typeof error !== "object" || error === null || readError(error).isAbort === true;
}

/** Tells of whole reads of a response and of its clones, each in place of the promise that the reader gets. */
export function watchResponse(response: object, watch: Pick<BodyWatch, "reads">): void {
  for (const method of WHOLE) replaceMethod(response, method, (call) => watch.reads(method, call));
  replaceMethod(response, "clone", (call) => {
    const before = read(response, "body");
    const clone = call();
    if (!isResponse(clone)) return clone;
    watchResponse(clone, watch);
    followReplacements(before, [read(response, "body"), read(clone, "body")]);
    return clone;
  });
}
