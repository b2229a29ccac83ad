import type { LlmCall } from "../../record/scopes/llm.ts";
import { faultOf } from "../live/live-connection.ts";
import { isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { originOf } from "./origin.ts";

/** Events after which none of a response follow. */
const ENDS: ReadonlySet<unknown> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** More requests than are under way at once on one connection. */
const MAX_OPEN = 64;

/** A response that was asked for on a connection, and is not over. */
interface OpenResponse {
  /** Absent where the application records the call itself. */
  readonly call: LlmCall | undefined;
  /** The stream of the connection that it is on; undefined where the application names none. */
  readonly stream: unknown;
  id?: unknown;
}

/** What a client says when a connection is closed. */
interface ToldClose {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly byClient?: boolean;
}

/**
 * Follows the events of one connection to OpenAI's Responses API, both ways. Each `response.create` is one model call, in the scope that sends it. Answers of one stream
 * come one after another, in the order of what was asked.
 */
export class ResponsesSocket {
  readonly #origin: ReturnType<typeof originOf>;
  readonly #open: OpenResponse[] = [];
  #closedByClient = false;
  #fault: unknown;

  constructor(connection: object) {
    this.#origin = originOf(readPath(connection, "_client"));
  }

  sent(event: unknown): void {
    if (readPath(event, "type") !== "response.create") return;
    const { type: _type, event_id: _id, stream_id: stream, ...asked } = event as Record<string, unknown>;
    const client = recordingClient();
    const isRecorded = client === undefined || isInsideCall(client);
    const request = { ...asked, stream: true };
    const call = isRecorded ? undefined : client.startLlm({ ...this.#origin, operation: "chat", request });
    if (this.#open.length >= MAX_OPEN) this.#open.shift()?.call?.end();
    this.#open.push({ call, stream });
  }

  received(event: unknown): void {
    const type = readPath(event, "type");
    const open = this.#responseOf(event);
    if (open === undefined) return;
    if (type === "error") {
      this.#end(open, event);
      return;
    }
    open.id ??= readPath(event, "response", "id");
    open.call?.chunk(event);
    if (ENDS.has(type)) this.#end(open);
  }

  run<T>(fn: () => T): T {
    return fn();
  }

  /** An error of the network says more than the code with which the connection is closed then. */
  failed(error: unknown): void {
    if (typeof readPath(error, "cause", "code") === "string") this.#fault = error;
  }

  broke(): void {
    this.closed({ byClient: false });
  }

  closing(): void {
    this.#closedByClient = true;
  }

  /** What is under way gets no end any more. */
  closed({ code, reason, byClient = this.#closedByClient }: ToldClose): void {
    const told = { byClient, ...(typeof code === "number" && { code }), ...(typeof reason === "string" && { reason }) };
    const error = byClient ? undefined : (this.#fault ?? faultOf(told) ?? { code: "connection_closed" });
    for (const open of [...this.#open]) {
      if (error === undefined) open.call?.cancelled();
      this.#end(open, error);
    }
  }

  /** The one that an event names, or else the first of its stream. */
  #responseOf(event: unknown): OpenResponse | undefined {
    const id = readPath(event, "response", "id");
    const named = id === undefined ? undefined : this.#open.find((open) => open.id === id);
    const stream = readPath(event, "stream_id");
    return named ?? this.#open.find((open) => open.stream === stream && (id === undefined || open.id === undefined));
  }

  #end(open: OpenResponse, error?: unknown): void {
    this.#open.splice(this.#open.indexOf(open), 1);
    open.call?.end(error === undefined ? {} : { error });
  }
}
