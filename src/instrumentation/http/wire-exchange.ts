import { AsyncLocalStorage } from "node:async_hooks";
import { attempt } from "../../internal/attempt.ts";
import type { EmbeddingsCall } from "../../record/scopes/embeddings.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { isInsideCall, type PlannedCall } from "../observed-method.ts";
import { recordingClient } from "../recording-client.ts";
import { isToldRequest } from "../told-request.ts";
import { createUnpacker, type Unpacker } from "./content-encoding.ts";
import { markForeignCall } from "./foreign-call.ts";
import type { ModelEndpoint } from "./model-endpoints.ts";
import { countUntraced, modelTraffic } from "./model-traffic.ts";
import { planRequest } from "./plan-request.ts";
import { readRequestBody } from "./request-body.ts";
import { sayUntraced } from "./say-untraced.ts";
import { createWireResponse, type WireBody, type WireHeaders } from "./wire-response.ts";

/** As much of a request is kept until it is answered. */
const MAX_SENT_BYTES: number = 4 * 1024 * 1024;

/** One HTTP request to a model, as its transport tells of it. Nothing of it throws. */
export interface WireExchange {
  /** A piece of the request's body. */
  sent(piece: unknown): void;
  answered(status: number, headers: WireHeaders): void;
  received(bytes: Uint8Array): void;
  ended(): void;
  /** The transport failed, or whoever asked called it off. */
  failed(error: unknown): void;
  cancelled(): void;
}

/**
 * Starts to watch a request where it is made. One inside a model call that somebody records is counted and no more.
 *
 * The call is opened when the answer comes, from the time at which the request was made: only then all of the request is known.
 */
export function watchExchange(endpoint: ModelEndpoint): WireExchange | undefined {
  const client = recordingClient();
  if (client !== undefined && (isInsideCall(client) || isToldRequest())) {
    modelTraffic().covered += 1;
    return undefined;
  }
  return contained(new Exchange(endpoint, client?.now() ?? Date.now()));
}

class Exchange implements WireExchange {
  readonly #endpoint: ModelEndpoint;
  readonly #startMillis: number;
  readonly #within = AsyncLocalStorage.snapshot();
  readonly #sent: Uint8Array[] = [];
  #sentBytes = 0;
  #body: WireBody | undefined;
  #unpacker: Unpacker | undefined;
  #isOver = false;

  constructor(endpoint: ModelEndpoint, startMillis: number) {
    this.#endpoint = endpoint;
    this.#startMillis = startMillis;
  }

  sent(piece: unknown): void {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (!(bytes instanceof Uint8Array)) return;
    if (this.#sentBytes < MAX_SENT_BYTES) this.#sent.push(bytes);
    this.#sentBytes += bytes.byteLength;
  }

  answered(status: number, headers: WireHeaders): void {
    if (this.#isOver || this.#body !== undefined) return;
    // It says where to ask, and no model answered. Who follows it makes another request.
    if (status >= 300 && status < 400) {
      this.#isOver = true;
      return;
    }
    const response = createWireResponse(status, headers);
    const { serverAddress, serverPort } = this.#endpoint;
    const isOpen = this.#record((call) => {
      call.httpResponse({ status, headers, serverAddress, serverPort });
      return response;
    });
    if (!isOpen) {
      this.#isOver = true;
      return;
    }
    this.#body = response.body;
    this.#unpacker = createUnpacker(headers.get("content-encoding"), (bytes) => response.body.push(bytes));
  }

  received(bytes: Uint8Array): void {
    if (!this.#isOver) this.#unpacker?.push(bytes);
  }

  ended(): void {
    this.#finish(() => this.#unpacker?.end(() => this.#body?.end()));
  }

  failed(error: unknown): void {
    if (this.#body !== undefined) this.#finish(() => this.#unpacker?.end(() => this.#body?.fail(error)));
    else
      this.#finish(() => {
        this.#record(() => {
          throw error;
        });
      });
  }

  cancelled(): void {
    this.#finish(() => this.#unpacker?.end(() => this.#body?.leave()));
  }

  #finish(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    how();
  }

  /** Runs a function as the model call. @returns whether there is a call */
  #record(fn: (call: LlmCall | EmbeddingsCall) => unknown): boolean {
    const body = Buffer.concat(this.#sent);
    const planned = planRequest(this.#endpoint, readRequestBody(body), body);
    this.#sent.length = 0;
    if (planned === undefined || planned.kind === "fetchResponse" || planned.kind === "retrieval") return false;
    return this.#within(() => {
      const client = recordingClient();
      if (client === undefined) {
        if (countUntraced(placeOf(this.#endpoint))) sayUntraced(placeOf(this.#endpoint));
        return false;
      }
      modelTraffic().recorded += 1;
      markForeignCall();
      open(client, planned, this.#startMillis, fn);
      return true;
    });
  }
}

function open(
  client: NonNullable<ReturnType<typeof recordingClient>>,
  planned: Exclude<PlannedCall, { kind: "fetchResponse" | "retrieval" }>,
  startTime: number,
  fn: (call: LlmCall | EmbeddingsCall) => unknown,
): void {
  const options: { requestBody?: unknown } & typeof planned.options = {
    ...planned.options,
    startTime,
    returnsAnswer: true,
  };
  const run = (call: LlmCall | EmbeddingsCall): unknown => {
    // It was read when the call was opened, which may last: nobody else holds the bytes.
    options.requestBody = undefined;
    attempt(() => (planned.onStart as ((call: unknown) => void) | undefined)?.(call));
    return fn(call);
  };
  attempt(() => (planned.kind === "llm" ? client.llm(options, run) : client.embeddings(options, run)));
}

function placeOf({ provider, operation, serverAddress }: ModelEndpoint): string {
  return `${provider} ${operation} ${serverAddress}`;
}

/** Whatever of it fails costs the record, never the host's request. */
function contained(exchange: WireExchange): WireExchange {
  return {
    sent: (piece) => attempt(() => exchange.sent(piece)),
    answered: (status, headers) => attempt(() => exchange.answered(status, headers)),
    received: (bytes) => attempt(() => exchange.received(bytes)),
    ended: () => attempt(() => exchange.ended()),
    failed: (error) => attempt(() => exchange.failed(error)),
    cancelled: () => attempt(() => exchange.cancelled()),
  };
}
