import { type BodyDecoder, createBodyDecoder } from "./body-decoder.ts";
import type { ResultObserver } from "./follow.ts";
import { followStream } from "./follow-stream.ts";
import { read } from "./present.ts";

/** What is told of a raw response. `settled` is given the parsed body when it is one JSON document, and ends the matter as the other two do. */
export type BodyObserver = Pick<ResultObserver, "settled" | "failed" | "chunk" | "cancelled">;

type AnyFunction = (...args: unknown[]) => unknown;

/** Ways to read a whole body at once. */
const WHOLE = ["json", "text", "arrayBuffer", "bytes", "blob", "formData", "buffer"] as const;

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
 * iteration of `body`, a pipe, or a clone. The response and its stream stay the caller's own, nothing is read for us and nothing is teed. The first who
 * reads is the one observed.
 *
 * @returns how to stop observing; absent when there is no body left to read
 */
export function observeResponseBody(response: object, on: BodyObserver): (() => void) | undefined {
  if (read(response, "bodyUsed") === true) return undefined;
  const body = read(response, "body");
  if (body === null) return undefined;
  const watch = new BodyWatch(on);
  watchOne(response, body, watch);
  return () => watch.stop();
}

/** One body, whoever reads it. */
class BodyWatch {
  readonly #on: BodyObserver;
  #reader: unknown;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;

  constructor(on: BodyObserver) {
    this.#on = on;
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Whether this reader is the one observed: the first that asked. */
  claim(reader: unknown): boolean {
    this.#reader ??= reader;
    return this.#reader === reader && !this.#isOver;
  }

  decoder(contentType: string): BodyDecoder {
    return createBodyDecoder(contentType, {
      chunk: (item) => {
        if (!this.#isOver) this.#on.chunk(item);
      },
      failed: (error) => {
        this.#failure ??= { error };
      },
    });
  }

  finish(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    how();
  }

  settled(value: unknown): void {
    const failure = this.#failure;
    this.finish(() => (failure === undefined ? this.#on.settled(value) : this.#on.failed(failure.error)));
  }

  failed(error: unknown): void {
    this.finish(() => this.#on.failed(error));
  }

  cancelled(): void {
    this.finish(() => this.#on.cancelled());
  }
}

function watchOne(response: object, body: unknown, watch: BodyWatch): void {
  const contentType = contentTypeOf(response);
  for (const method of WHOLE) {
    replace(response, method, (call) => watchWhole(call(), method, watch, contentType));
  }
  replace(response, "clone", (call) => {
    const clone = call();
    if (isResponse(clone)) watchOne(clone, read(clone, "body"), watch);
    // Cloning has put another stream in the place of the one that was read so far.
    watchStream(read(response, "body"), watch, contentType);
    return clone;
  });
  watchStream(body, watch, contentType);
}

function contentTypeOf(response: object): string {
  try {
    const value: unknown = (response as { headers: { get(name: string): unknown } }).headers.get("content-type");
    return typeof value === "string" ? value : "";
  } catch {
    return ""; // Headers of another kind than the platform's.
  }
}

/** A body that the caller reads at once. The promise that reads it is new each time, so one that follows it takes its place. */
function watchWhole(reading: unknown, method: string, watch: BodyWatch, contentType: string): unknown {
  if (!(reading instanceof Promise) || !watch.claim(reading)) return reading;
  return reading.then(
    (value: unknown) => {
      if (method === "json") watch.settled(value);
      else if (method === "blob") void decodeBlob(value, watch, contentType);
      else decodeWhole(value, watch, contentType);
      return value;
    },
    (error: unknown) => {
      watch.failed(error);
      throw error;
    },
  );
}

function decodeWhole(value: unknown, watch: BodyWatch, contentType: string): void {
  let whole: unknown;
  try {
    const decoder = watch.decoder(contentType);
    decoder.push(value);
    whole = decoder.end();
  } catch {
    // What cannot be decoded says nothing of the call, and the caller has it.
  }
  watch.settled(whole);
}

async function decodeBlob(blob: unknown, watch: BodyWatch, contentType: string): Promise<void> {
  try {
    decodeWhole(await (blob as Blob).arrayBuffer(), watch, contentType);
  } catch {
    watch.settled(undefined); // No blob of the platform's.
  }
}

function watchStream(body: unknown, watch: BodyWatch, contentType: string): void {
  if (typeof body !== "object" || body === null) return;
  const decoder = watch.decoder(contentType);
  const end = (): unknown => {
    try {
      return decoder.end();
    } catch {
      return undefined;
    }
  };
  followStream(body, {
    ownsStreams: true,
    readsBodies: false,
    within: (fn) => fn(),
    chunk: (piece) => {
      if (watch.claim(decoder)) decoder.push(piece);
    },
    settled: () => {
      if (watch.claim(decoder)) watch.settled(end());
    },
    failed: (error) => {
      if (!watch.claim(decoder)) return;
      end();
      watch.failed(error);
    },
    cancelled: () => {
      if (!watch.claim(decoder)) return;
      end();
      watch.cancelled();
    },
  });
}

/** Puts an observer around one method of one response. */
function replace(target: object, key: string, observe: (call: () => unknown) => unknown): void {
  const original = read(target, key);
  if (typeof original !== "function") return;
  const method = function (this: unknown, ...args: unknown[]): unknown {
    return observe(() => Reflect.apply(original as AnyFunction, this, args));
  };
  Reflect.defineProperty(target, key, { value: method, configurable: true, writable: true, enumerable: false });
}
