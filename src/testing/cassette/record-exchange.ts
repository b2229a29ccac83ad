import { createUnpacker, type Unpacker } from "../../instrumentation/http/content-encoding.ts";
import type { ModelEndpoint } from "../../instrumentation/http/model-endpoints.ts";
import { planRequest } from "../../instrumentation/http/plan-request.ts";
import { readRequestBody } from "../../instrumentation/http/request-body.ts";
import type { WireExchange } from "../../instrumentation/http/wire-exchange.ts";
import type { WireHeaders } from "../../instrumentation/http/wire-response.ts";
import type { Cleaner } from "./cleaner.ts";
import { describeRequest } from "./describe-request.ts";
import type { ExchangeEnd, ExchangeEntry, StoredBody, StoredResponse } from "./format.ts";
import { responseHeaders } from "./headers.ts";
import { activePlace, type Place } from "./place.ts";
import { comparable, keyOf } from "./request-key.ts";
import { storeBody } from "./stored-body.ts";
import { storeError } from "./stored-error.ts";
import { type Piece, storeStream } from "./stored-stream.ts";

/** A request that is recorded. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: () => WireHeaders;
  /** What its URL says it asks of a model; absent when the application chose it by itself. */
  readonly endpoint: ModelEndpoint | undefined;
  readonly seq: number;
}

export interface RecordSink {
  readonly cleaner: Cleaner;
  readonly maxBodyBytes: number;
  write(entry: ExchangeEntry): void;
  /** An exchange could not be described. */
  failed(error: unknown): void;
}

/** Keeps bytes up to a limit; beyond it, only how many there were. */
class Kept {
  readonly pieces: Piece[] = [];
  readonly #max: number;
  bytes = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get omitted(): StoredBody | undefined {
    return this.bytes > this.#max ? { omitted: `it has more than ${this.#max} bytes`, bytes: this.bytes } : undefined;
  }

  get whole(): Buffer {
    return Buffer.concat(this.pieces.map((piece) => piece.bytes));
  }

  add(piece: Piece): void {
    this.bytes += piece.bytes.byteLength;
    if (this.bytes > this.#max) this.pieces.length = 0;
    // What a transport hands over it may use again.
    else this.pieces.push({ at: piece.at, bytes: Uint8Array.from(piece.bytes) });
  }
}

/** One exchange, as its transport tells of it: seen beside the caller, who gets what it would have had. */
export class RecordedExchange implements WireExchange {
  readonly #request: RecordedRequest;
  readonly #sink: RecordSink;
  readonly #onDone: (exchange: RecordedExchange) => void;
  readonly #time = Date.now();
  readonly #start = performance.now();
  readonly #place: Place = activePlace();
  readonly #sent: Kept;
  readonly #received: Kept;
  #answer: { readonly status: number; readonly headers: WireHeaders; readonly at: number } | undefined;
  #unpacker: Unpacker | undefined;
  #isOver = false;
  #end: { readonly how: ExchangeEnd; readonly error?: unknown } | undefined;

  constructor(request: RecordedRequest, sink: RecordSink, onDone: (exchange: RecordedExchange) => void) {
    this.#request = request;
    this.#sink = sink;
    this.#onDone = onDone;
    this.#sent = new Kept(sink.maxBodyBytes);
    this.#received = new Kept(sink.maxBodyBytes);
  }

  sent(piece: unknown): void {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (bytes instanceof Uint8Array) this.#sent.add({ at: 0, bytes });
  }

  answered(status: number, headers: WireHeaders): void {
    if (this.#answer !== undefined || this.#end !== undefined) return;
    this.#answer = { status, headers, at: this.#elapsed() };
    const add = (bytes: Uint8Array): void => this.#received.add({ at: this.#elapsed(), bytes });
    this.#unpacker = createUnpacker(headers.get("content-encoding"), add);
  }

  received(bytes: Uint8Array): void {
    if (this.#end === undefined) this.#unpacker?.push(bytes);
  }

  ended(): void {
    this.#ends("complete");
  }

  failed(error: unknown): void {
    this.#ends(isCalledOff(error) ? "cancelled" : this.#answer === undefined ? "failed" : "cut", error);
  }

  cancelled(): void {
    this.#ends("cancelled");
  }

  /** Writes what is known by now: the recording stops. */
  stop(): void {
    this.#end ??= { how: "cancelled" };
    this.#finish();
  }

  #ends(how: ExchangeEnd, error?: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { how, ...(error !== undefined && { error }) };
    if (this.#unpacker === undefined) this.#finish();
    else this.#unpacker.end(() => this.#finish());
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      const entry = this.#entry();
      if (entry !== undefined) this.#sink.write(entry);
    } catch (error) {
      // It may run where a transport's error would: nobody there expects one of ours.
      this.#sink.failed(error);
    }
    this.#onDone(this);
  }

  #entry(): ExchangeEntry | undefined {
    const { method, url, headers, endpoint, seq } = this.#request;
    const body = this.#sent.whole;
    if (endpoint !== undefined && this.#sent.omitted === undefined) {
      if (planRequest(endpoint, readRequestBody(body)) === undefined) return undefined;
    }
    const { cleaner } = this.#sink;
    const request = describeRequest({ method, url, headers: headers(), body: this.#sent.omitted ?? body }, cleaner);
    const response = this.#response(cleaner);
    const { how, error } = this.#end ?? { how: "cancelled" };
    return {
      kind: "exchange",
      seq,
      time: this.#time,
      key: keyOf(comparable(request)),
      ...this.#place,
      request,
      ...(response !== undefined && { response }),
      end: how,
      ...(error !== undefined && how !== "cancelled" && { error: storeError(error, cleaner) }),
    };
  }

  #response(cleaner: Cleaner): StoredResponse | undefined {
    if (this.#answer === undefined) return undefined;
    const { status, headers, at } = this.#answer;
    const type = headers.get("content-type") ?? "";
    const head = { status, headers: responseHeaders(headers, cleaner), at };
    const { omitted } = this.#received;
    if (omitted !== undefined) return { ...head, body: omitted };
    if (this.#end?.how === "complete" && isWhole(type, this.#request.url.pathname)) {
      const body = storeBody(this.#received.whole, type, cleaner);
      return { ...head, ...(body !== undefined && { body }) };
    }
    const stream = storeStream(this.#received.pieces, cleaner);
    return "omitted" in stream
      ? { ...head, body: stream }
      : { ...head, chunks: stream as StoredResponse["chunks"] & {} };
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#start);
  }
}

/** Whether an answer is one JSON document, however many packets it came in. Google streams lists of JSON as JSON. */
function isWhole(type: string, path: string): boolean {
  return /json/i.test(type) && !/stream|ndjson|jsonl/i.test(type) && !/:stream/i.test(path);
}

function isCalledOff(error: unknown): boolean {
  const { name, code } = (typeof error === "object" && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
  return name === "AbortError" || name === "TimeoutError" || code === "ABORT_ERR" || code === "UND_ERR_ABORTED";
}
