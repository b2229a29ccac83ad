import { createAllowance, createTextPieces, type TextPieces } from "../../providers/text-pieces.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_OUTPUT_TYPE } from "../../semconv/gen-ai-attributes.ts";
import type { LiveConnection } from "../live/live-connection.ts";
import { readPath } from "../read-path.ts";

/** What one side said without a break, or the application told the model. */
interface Message {
  readonly role: "user" | "assistant" | "developer";
  readonly text: TextPieces;
}

/** How a session ended: with a reason of the model's, or a fault. */
export interface SessionEnd {
  readonly finishReason?: string;
  readonly error?: unknown;
}

/** More changes of who speaks than a session of hours has. */
const MAX_MESSAGES = 10_000;

/**
 * The model that listens and speaks in one session of the Live API. It tells of no turns and no tokens: the session is one call of it, which is billed by the
 * second.
 */
export class SessionCall {
  readonly #connection: LiveConnection;
  readonly #startTime: number;
  readonly #messages: Message[] = [];
  readonly #allowance = createAllowance();
  #history: readonly unknown[] = [];
  #seconds: number | undefined;
  #call: LlmCall | undefined;

  constructor(connection: LiveConnection) {
    this.#connection = connection;
    this.#startTime = connection.now();
  }

  /** @param session - what the provider says of the session: at its start, or later where the connection was attached to it */
  begin(session: unknown): LlmCall {
    if (this.#call !== undefined) return this.#call;
    const id = readPath(session, "id");
    const model = readPath(session, "model");
    const system = readPath(session, "instructions");
    const history: unknown = readPath(session, "input");
    if (Array.isArray(history)) this.#history = history;
    this.#call = this.#connection.startCall({
      operation: "chat",
      startTime: this.#startTime,
      attributes: { [GEN_AI_OUTPUT_TYPE]: "speech", ...(typeof id === "string" && { [own.LIVE_SESSION_ID]: id }) },
      ...(typeof model === "string" && { model }),
      ...(typeof system === "string" && { system }),
    });
    // No tokens are told, and none are to be estimated.
    this.#call.usage({});
    this.#call.set({ [own.LIVE_AUDIO_SECONDS]: this.#seconds });
    return this.#call;
  }

  /** A piece of the transcript. */
  said(role: "user" | "assistant", piece: unknown): void {
    const last = this.#messages.at(-1);
    if (last?.role === role) last.text.add(piece);
    else this.#add(role, piece);
  }

  /** The application told the model something: context, a result, what to do. */
  told(content: unknown): void {
    this.#add("developer", content);
  }

  /** Seconds that are billed so far. */
  used(seconds: number): void {
    this.#seconds = seconds;
    this.#call?.set({ [own.LIVE_AUDIO_SECONDS]: seconds });
  }

  /** @param session - as far as it is known */
  end(session: unknown, { finishReason, error }: SessionEnd): void {
    const call = this.begin(session);
    const input = [...this.#history, ...this.#textsOf((role) => role !== "assistant")];
    const output = this.#textsOf((role) => role === "assistant");
    if (input.length > 0) call.input(input);
    if (output.length > 0) call.output(output);
    if (finishReason !== undefined) call.finish(finishReason);
    call.end({ ...(error !== undefined && { error }) });
  }

  #add(role: Message["role"], content: unknown): void {
    if (typeof content !== "string" || content === "") return;
    if (this.#allowance.left === 0 || this.#messages.length >= MAX_MESSAGES) return;
    const text = createTextPieces(this.#allowance);
    text.add(content);
    this.#messages.push({ role, text });
  }

  #textsOf(isWanted: (role: Message["role"]) => boolean): readonly object[] {
    return this.#messages
      .filter(({ role }) => isWanted(role))
      .map(({ role, text }) => ({ role, content: text.toString() }));
  }
}
