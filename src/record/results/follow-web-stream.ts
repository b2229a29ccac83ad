import { isPromise } from "../../internal/is-promise.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { read } from "../given-value.ts";
import { type CallOriginal, replaceMethod } from "../replace-method.ts";
import type { ResultObserver } from "./follow.ts";
import { followIterator } from "./follow-iterator.ts";
import { relayStream } from "./relay-stream.ts";
import { StreamLease } from "./stream-lease.ts";

/**
 * Observes a stream of the web in place, however its owner reads it: readers, iteration, a pipe, or the branches of `tee()`. An item that
 * comes by several branches is told of once; the stream was left when all of its branches were.
 */
export function followWebStream(stream: object, on: ResultObserver): void {
  watch(stream, new Branch(new Source(on)));
}

/** Observes two streams that have taken the place of an observed one without its `tee()`: a clone of a response makes such. */
export function followReplacements(stream: unknown, replacements: readonly unknown[]): void {
  const branch = watched.get(stream as object);
  const areWatched = replacements.every((one) => typeof one === "object" && one !== null && watched.has(one));
  if (branch !== undefined && !areWatched) watchPair(replacements, branch);
}

const watched = new WeakMap<object, Branch>();

/** Who takes a stream over from another reader reads it within this time. */
const LEFT_AFTER_MILLIS = 100;

/** What all branches of one stream have told so far. Only they hold it, and whatever reads the stream holds one of them. */
class Source {
  readonly on: ResultObserver;
  readonly lease: StreamLease;
  items = 0;
  branches = 0;

  constructor(on: ResultObserver) {
    this.on = on;
    this.lease = new StreamLease(on);
  }
}

/** One way by which the items of a stream reach their reader. */
class Branch implements ResultObserver {
  readonly ownsStreams = true;
  readonly readsBodies = false;
  readonly #source: Source;
  #items: number;
  #isOver = false;

  constructor(source: Source, items = 0) {
    this.#source = source;
    this.#items = items;
    source.branches += 1;
  }

  get hides(): ResultObserver["hides"] {
    return this.#source.on.hides;
  }

  get stopSignal(): AbortSignal | undefined {
    return this.#source.on.stopSignal;
  }

  within<R>(fn: () => R): R {
    return this.#source.on.within(fn);
  }

  /** Two ways in place of this one, from here on. */
  split(): readonly [Branch, Branch] {
    const branches = [new Branch(this.#source, this.#items), new Branch(this.#source, this.#items)] as const;
    this.#leave();
    return branches;
  }

  begun(): void {
    this.#source.on.begun?.();
  }

  chunk(item: unknown): void {
    this.#items += 1;
    if (this.#items <= this.#source.items) return;
    this.#source.items = this.#items;
    this.#source.on.chunk(item);
  }

  settled(value: unknown): void {
    if (this.#leave() && this.#source.lease.over()) this.#source.on.settled(value);
  }

  failed(error: unknown): void {
    if (this.#leave() && this.#source.lease.over()) this.#source.on.failed(error);
  }

  cancelled(): void {
    if (this.#leave() && this.#source.branches === 0 && this.#source.lease.over()) this.#source.on.cancelled();
  }

  /** Its reader gave it back before its end: unless somebody reads on soon, it was left. Clients do so when their caller leaves a stream. */
  released(): void {
    if (this.#isOver) return;
    const items = this.#items;
    realTimers
      .setTimeout(() => {
        if (this.#items === items) this.cancelled();
      }, LEFT_AFTER_MILLIS)
      .unref();
  }

  #leave(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#source.branches -= 1;
    return true;
  }
}

function watch(stream: object, branch: Branch): void {
  watched.set(stream, branch);
  const getReader = read(stream, "getReader") as () => ReadableStreamDefaultReader;
  const iterate = (call: CallOriginal): unknown => {
    const iterator = call();
    if (typeof iterator === "object" && iterator !== null) followIterator(iterator, branch);
    return iterator;
  };
  replaceMethod(stream, Symbol.asyncIterator, iterate);
  replaceMethod(stream, "values", iterate);
  replaceMethod(stream, "getReader", (call) => {
    const reader = call();
    if (typeof reader === "object" && reader !== null) watchReader(reader, branch);
    return reader;
  });
  replaceMethod(stream, "cancel", (call) => {
    branch.cancelled();
    return call();
  });
  replaceMethod(stream, "tee", (call) => {
    const pair = call();
    if (Array.isArray(pair)) watchPair(pair, branch);
    return pair;
  });
  replaceMethod(stream, "pipeThrough", (call, args) => {
    if (read(stream, "locked") === true) return call();
    const relay = relayStream(Reflect.apply(getReader, stream, []), branch);
    try {
      return Reflect.apply(ReadableStream.prototype.pipeThrough, relay.stream, args as never);
    } catch (error) {
      relay.release();
      throw error;
    }
  });
  replaceMethod(stream, "pipeTo", (call, args) => {
    if (read(stream, "locked") === true) return call();
    const relay = relayStream(Reflect.apply(getReader, stream, []), branch);
    const piped: Promise<void> = Reflect.apply(ReadableStream.prototype.pipeTo, relay.stream, args as never);
    return piped.finally(relay.release);
  });
}

function watchPair(pair: readonly unknown[], branch: Branch): void {
  const branches = branch.split();
  branches.forEach((one, index) => {
    const stream = pair[index];
    if (typeof stream === "object" && stream !== null) watch(stream, one);
  });
}

function watchReader(reader: object, branch: Branch): void {
  branch.begun();
  replaceMethod(reader, "read", (call) => {
    const reading = call();
    if (!isPromise(reading)) return reading;
    // The promise is new each time, so one that follows it takes its place: a rejection that nobody handles stays the reader's.
    return reading.then(
      (item: unknown) => {
        if (read(item, "done") === true) branch.settled(undefined);
        else branch.chunk(read(item, "value"));
        return item;
      },
      (error: unknown) => {
        branch.failed(error);
        throw error;
      },
    );
  });
  replaceMethod(reader, "cancel", (call) => {
    branch.cancelled();
    return call();
  });
  replaceMethod(reader, "releaseLock", (call) => {
    branch.released();
    return call();
  });
}
