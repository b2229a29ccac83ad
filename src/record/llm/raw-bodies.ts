import { TextDecoder } from "node:util";
import {
  REQUEST_BODY,
  REQUEST_BODY_SIZE,
  RESPONSE_BODY,
  RESPONSE_BODY_SIZE,
} from "../../semconv/agentscribe-attributes.ts";
import { captureBody } from "../capture-messages.ts";
import { read } from "../given-value.ts";
import type { BodyCapture } from "../ports.ts";
import type { Scope } from "../scope.ts";

/**
 * The bodies of one model call: what was sent, and what was read of the answer, in order. Of its bytes, where they are seen; else of what the client
 * gave, as JSON, one line for each chunk of a stream. One is made only where they are recorded.
 */
export class RawBodies {
  readonly #scope: Scope;
  readonly #capture: BodyCapture;
  readonly #decoder = new TextDecoder();
  readonly #kept: string[] = [];
  #keptChars = 0;
  #chars = 0;
  /** What came was of the body itself: what a client makes of it says nothing more. */
  #isVerbatim = false;
  #hasChunks = false;

  constructor(scope: Scope, capture: BodyCapture) {
    this.#scope = scope;
    this.#capture = capture;
  }

  /** What is sent: `body` as it is, where it is a text or bytes, else the request as the client was given it. */
  sends(body: unknown, request: unknown): void {
    const text = textOf(body) ?? (isEmpty(request) ? undefined : this.#capture.textOf(request));
    if (text !== undefined) captureBody(this.#scope, REQUEST_BODY, REQUEST_BODY_SIZE, text, text.length);
  }

  /** A piece of the answer's body. */
  piece(piece: unknown): void {
    if (!this.#isVerbatim) this.#clear();
    this.#isVerbatim = true;
    const bytes = bytesOf(piece);
    if (typeof piece === "string") this.#add(piece);
    else if (bytes !== undefined) this.#add(this.#decoder.decode(bytes, { stream: true }));
  }

  /** A chunk of a stream, as the client gave it. */
  chunk(item: unknown): void {
    if (this.#isVerbatim) return;
    if (!this.#hasChunks) this.#clear();
    this.#hasChunks = true;
    this.#add(`${this.#capture.textOf(item)}\n`);
  }

  /** The whole answer, as the client gave it. The last one given counts. */
  answer(value: unknown): void {
    if (this.#isVerbatim || this.#hasChunks || typeof value !== "object" || value === null) return;
    this.#clear();
    this.#add(this.#capture.textOf(value));
  }

  /** The answer that clients keep in the error they throw. */
  failed(error: unknown): undefined {
    if (this.#chars === 0) this.answer(read(error, "error") ?? read(error, "body"));
  }

  end(): void {
    if (this.#chars > 0) {
      captureBody(this.#scope, RESPONSE_BODY, RESPONSE_BODY_SIZE, this.#kept.join(""), this.#chars);
    }
    this.#clear();
  }

  #add(text: string): void {
    const left = this.#capture.maxChars - this.#keptChars;
    if (left > 0) this.#kept.push(text.slice(0, left));
    this.#keptChars += Math.min(text.length, Math.max(0, left));
    this.#chars += text.length;
  }

  #clear(): void {
    this.#kept.length = 0;
    this.#keptChars = 0;
    this.#chars = 0;
  }
}

/** The bodies of a call that starts, with what it sends; absent where they are not recorded. */
export function openBodies(scope: Scope, options: unknown): RawBodies | undefined {
  const { bodies } = scope.recorder.ports.content;
  if (bodies === undefined) return undefined;
  const made = new RawBodies(scope, bodies);
  // What messages were given apart from is no whole request.
  const request = read(options, "input") === undefined ? read(options, "request") : undefined;
  made.sends(read(options, "requestBody"), request);
  return made;
}

function textOf(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  const bytes = bytesOf(body);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

function isEmpty(request: unknown): boolean {
  if (typeof request !== "object" || request === null) return true;
  for (const _ in request) return false;
  return true;
}
