import { read } from "../given-value.ts";
import { replaceMethod } from "../replace-method.ts";
import type { ResultObserver } from "./follow.ts";
import { followIterator } from "./follow-iterator.ts";
import { followWebStream } from "./follow-web-stream.ts";
import { StreamLease } from "./stream-lease.ts";

/**
 * Observes a stream in place: the object, its class and its other methods stay as they are. The first iteration is the one observed.
 *
 * The `Stream` of OpenAI's and Anthropic's clients makes its iterators in a method `iterator` that `tee()` uses too, so that one is
 * observed where it exists, beside the iterator of the language. A stream of the web can also be read by a reader or piped away, one of
 * Node by its events. One that nobody can read any more was left.
 *
 * @returns false when the value is no stream that can be observed
 */
export function followStream(value: object, on: ResultObserver): boolean {
  if (Array.isArray(value) || typeof read(value, Symbol.asyncIterator) !== "function" || isSpent(value)) return false;
  if (typeof ReadableStream === "function" && value instanceof ReadableStream) {
    followWebStream(value, on);
    return true;
  }
  const lease = new StreamLease(on);
  let taken = false;
  const take = (iterator: object): void => {
    taken = true;
    lease.taken();
    followIterator(iterator, withAborts(value, on), lease);
  };
  const iterate = (call: () => unknown): unknown => {
    const iterator = call();
    if (!taken && typeof iterator === "object" && iterator !== null) take(iterator);
    return iterator;
  };
  const isPatched = replaceMethod(value, Symbol.asyncIterator, iterate);
  // Generators that were compiled for older engines are their own iterators, and can be pulled without being asked for one.
  if (isOwnIterator(value)) take(value);
  replaceMethod(value, "iterator", iterate);
  if (!isPatched) {
    lease.over();
    return false;
  }
  if (!taken) lease.followAborts(value);
  if (typeof read(value, "pipe") === "function") followEvents(value, on, lease, () => taken);
  return true;
}

function isOwnIterator(value: object): boolean {
  return Object.hasOwn(value, "next") && Object.hasOwn(value, "return") && !("pipe" in value);
}

/** A web stream that somebody reads already, or a stream of Node that is over: nothing of it will be seen here. */
function isSpent(stream: object): boolean {
  return ["locked", "readableEnded", "destroyed"].some((key) => read(stream, key) === true);
}

/** A stream whose controller was aborted ends as if it were complete; it was left before its end. */
function withAborts(stream: object, on: ResultObserver): ResultObserver {
  return {
    ownsStreams: on.ownsStreams,
    readsBodies: on.readsBodies,
    hides: on.hides,
    isPlainlyPulled: on.isPlainlyPulled,
    stopSignal: on.stopSignal,
    within: (fn) => on.within(fn),
    begun: () => on.begun?.(),
    failed: (error) => on.failed(error),
    chunk: (item) => on.chunk(item),
    cancelled: () => on.cancelled(),
    settled: (value) =>
      read(read(read(stream, "controller"), "signal"), "aborted") === true ? on.cancelled() : on.settled(value),
  };
}

/** A stream of Node that is read by its events. None of these listeners makes it flow, and none takes its errors. */
function followEvents(stream: object, on: ResultObserver, lease: StreamLease, isIterated: () => boolean): void {
  const once = read(stream, "once");
  if (typeof once !== "function") return;
  const listen = (event: string, then: () => void): void => {
    try {
      Reflect.apply(once, stream, [event, () => (isIterated() || !lease.over() ? undefined : then())]);
    } catch {
      // A stream that refuses listeners is observed by its iterator alone.
    }
  };
  listen("end", () => on.settled(undefined));
  listen("close", () => {
    const error = read(stream, "errored");
    if (error !== undefined && error !== null) on.failed(error);
    else on.cancelled();
  });
}
