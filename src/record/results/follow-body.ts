import { isPromise } from "../../internal/is-promise.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { read } from "../given-value.ts";
import type { ResultObserver } from "./follow.ts";
import { followStream } from "./follow-stream.ts";
import { watchResponse } from "./observe-response-body.ts";

/** A server reads what it is given at once. After this time a body is taken for one that is not read where it can be seen. */
const UNREAD_MILLIS = 100;

/** The work inside a scope. */
export interface WorkInside {
  /** Whether any is open. */
  readonly isOpen: boolean;
  /** Calls a function each time the last of it has ended. */
  whenOver(then: () => void): void;
}

/** What is told of a body. */
type BodyEnd = Pick<ResultObserver, "settled" | "failed" | "cancelled">;

/**
 * Sees until when the body of a response is read that a scope gives away, and nothing of what is in it. Followed is one that the application makes as it is
 * read: while work inside is open, or of a stream of its own. The response and its stream stay the caller's.
 *
 * Some runtimes read a body where no code sees it, and some bodies nobody reads: then its end is that of the last work inside.
 *
 * @returns false when the response is complete as it is
 */
export function followBody(response: object, on: BodyEnd, inside: WorkInside): boolean {
  if (read(response, "bodyUsed") === true) return false;
  const body = read(response, "body");
  if (typeof ReadableStream !== "function" || !(body instanceof ReadableStream) || body.locked) return false;
  if (!inside.isOpen && !isOwnStream(body)) return false;
  const reading = new BodyReading(on, inside);
  watchResponse(response, reading);
  followStream(body, reading);
  const look = (): void => reading.look();
  inside.whenOver(look);
  realTimers.setTimeout(look, UNREAD_MILLIS).unref();
  return true;
}

/** One body, whoever reads it. It must not hold the response. */
class BodyReading implements ResultObserver {
  readonly ownsStreams = true;
  readonly readsBodies = false;
  readonly #on: BodyEnd;
  readonly #inside: WorkInside;
  #isRead = false;
  #isOver = false;

  constructor(on: BodyEnd, inside: WorkInside) {
    this.#on = on;
    this.#inside = inside;
  }

  within<R>(fn: () => R): R {
    return fn();
  }

  chunk(): void {
    this.#isRead = true;
  }

  settled(): void {
    this.#end(() => this.#on.settled(undefined));
  }

  failed(error: unknown): void {
    this.#end(() => this.#on.failed(error));
  }

  cancelled(): void {
    this.#end(() => this.#on.cancelled());
  }

  /** It is over with the work inside, unless somebody is seen to read it. */
  look(): void {
    if (!this.#isRead && !this.#inside.isOpen) this.settled();
  }

  /** The caller reads all of it at once. The promise that does so is new each time, so one that follows it takes its place. */
  reads(_method: string, call: () => unknown): unknown {
    const reading = call();
    if (!isPromise(reading)) return reading;
    this.#isRead = true;
    return reading.then(
      (value: unknown) => {
        this.settled();
        return value;
      },
      (error: unknown) => {
        this.failed(error);
        throw error;
      },
    );
  }

  #end(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Who is told of the end of a stream after its reader ends within a turn of the loop.
    if (this.#inside.isOpen) realTimers.setImmediate(how);
    else how();
  }
}

/**
 * Whether a body is a stream that the application made. What a runtime makes of a text, of bytes or of what it fetched is a stream of bytes; one that makes
 * no such difference does not say it of any body.
 */
function isOwnStream(body: ReadableStream): boolean {
  tellsBodies ??= isOfBytes(new Response("-").body);
  return tellsBodies && !isOfBytes(body);
}

let tellsBodies: boolean | undefined;

function isOfBytes(body: ReadableStream | null): boolean {
  try {
    body?.getReader({ mode: "byob" }).releaseLock();
    return body !== null;
  } catch {
    return false;
  }
}
