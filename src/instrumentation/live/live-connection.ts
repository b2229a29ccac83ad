import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmCall, LlmOptions } from "../../record/scopes/llm.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import type { Usage } from "../../semconv/usage.ts";
import { createLiveTurn, type LiveTurn, type TurnEnd } from "./live-turn.ts";

/** What is known of a connection when it is opened. */
export interface LiveFacts {
  readonly provider: string;
  readonly model?: string;
  readonly operation: "chat" | "generate_content";
  readonly serverAddress?: string;
  readonly serverPort?: number;
  /** The provider does not say where a turn begins and ends: none are counted. */
  readonly isWithoutTurns?: boolean;
}

/** What a turn of the model answers. */
export interface TurnInput {
  readonly input: readonly unknown[];
  /** When the input ended, where that is known. */
  readonly startTime?: number;
}

/** What is another model's in a turn, to which the model of the connection delegated it. */
export interface TurnModel {
  readonly model?: string;
  readonly operation?: LiveFacts["operation"];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** How a connection ended: the WebSocket's code, and whether the application closed it. */
export interface LiveClose {
  readonly code?: number;
  readonly reason?: string;
  readonly byClient?: boolean;
  /** The provider said before that the session is over: no code of the socket is a fault then. */
  readonly isOver?: boolean;
  readonly error?: unknown;
  /** What was received of a turn that is cut off with the connection. */
  readonly partial?: (turn: LiveTurn) => Pick<TurnEnd, "usage" | "output">;
}

/** More messages than are said before a model answers; the oldest go first. */
const MAX_HEARD = 200;
/** More turns than run at once on one connection. */
const MAX_TURNS = 64;
/** Codes of a WebSocket that mean no fault: normal, going away, none given. */
const FAULTLESS: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** The fault with which a connection ended, if it did. */
export function faultOf({ code, reason, byClient = false, isOver = byClient, error }: LiveClose): unknown {
  if (error !== undefined) return error;
  return isOver || code === undefined || FAULTLESS.has(code) ? undefined : { code: `close_${code}`, message: reason };
}

/**
 * A live connection (realtime, voice) and the turns of the model on it: one span for the connection, one model call inside it for each turn. A
 * turn starts when the user's input ended, so that its time to the first chunk is the latency the user perceives.
 */
export class LiveConnection {
  readonly #client: RecordClient;
  readonly #facts: LiveFacts;
  readonly #span: ScopeHandle;
  readonly #turns = new Set<LiveTurn>();
  #heard: unknown[] = [];
  #inputEnded: number | undefined;
  #turnCount = 0;
  #interruptions = 0;
  #errors = 0;
  #model: string | undefined;

  constructor(client: RecordClient, facts: LiveFacts) {
    this.#client = client;
    this.#facts = facts;
    this.#model = facts.model;
    this.#span = client.startStep({ name: "live connection" });
    this.#span.set({
      "gen_ai.provider.name": facts.provider,
      "gen_ai.request.model": facts.model,
      "server.address": facts.serverAddress,
      "server.port": facts.serverPort,
    });
  }

  /** Runs code of the application inside the connection's span. */
  run<T>(fn: () => T): T {
    return this.#span.run(fn);
  }

  /** Milliseconds since 1970, by the clock of its turns. */
  now(): number {
    return this.run(() => this.#client.now());
  }

  /** What the provider said of the session. */
  session(facts: { readonly id?: string; readonly model?: string }): void {
    this.#model = facts.model ?? this.#model;
    this.#span.set({ [own.LIVE_SESSION_ID]: facts.id, "gen_ai.request.model": this.#model });
  }

  /** What else is known of the connection. */
  set(attributes: Readonly<Record<string, unknown>>): void {
    this.#span.set(attributes);
  }

  /** A message of the user, or a result of a tool: input of the next turn. */
  heard(message: unknown): void {
    if (this.#heard.length >= MAX_HEARD) this.#heard.shift();
    this.#heard.push(message);
  }

  /** The user speaks: what was said before is not the end of the input. */
  inputStarted(): void {
    this.#inputEnded = undefined;
  }

  /** The user stopped speaking, or the application asked for an answer. The first word of it counts until a turn starts. */
  inputEnded(): void {
    this.#inputEnded ??= this.now();
  }

  /** What waits for an answer. */
  get waiting(): TurnInput {
    const startTime = this.#inputEnded;
    return { input: [...this.#heard], ...(startTime !== undefined && { startTime }) };
  }

  takeWaiting(): TurnInput {
    const { waiting } = this;
    this.#heard = [];
    this.#inputEnded = undefined;
    return waiting;
  }

  /** The provider would not answer: what was said waits on, and latency counts from when an answer is asked for again. */
  refused({ startTime }: TurnInput): void {
    if (this.#inputEnded === startTime) this.#inputEnded = undefined;
  }

  /**
   * A turn of the model starts.
   *
   * @param request - parameters, instructions and tools of the session and of this turn
   * @param answers - what was said, unless it has input of its own
   * @param delegated - the model, unless it is the connection's
   */
  begin(request: object, { input, startTime }: TurnInput = this.takeWaiting(), delegated: TurnModel = {}): LiveTurn {
    const [oldest] = this.#turns;
    if (this.#turns.size >= MAX_TURNS) oldest?.end({ interruption: "superseded" });
    const tools: unknown = Reflect.get(request, "tools");
    const options: LlmOptions = {
      ...this.#origin,
      operation: this.#facts.operation,
      parent: this.#span,
      request: { stream: true, ...request },
      ...(input.length > 0 && { input }),
      ...(tools !== undefined && { tools }),
      ...(this.#model !== undefined && { model: this.#model }),
      ...delegated,
      ...(startTime !== undefined && { startTime }),
    };
    this.#turnCount += 1;
    const isTimed = startTime !== undefined;
    const turn = createLiveTurn(this.#client.startLlm(options), isTimed, (ended, end) => this.#ended(ended, end));
    this.#turns.add(turn);
    return turn;
  }

  /** A model that is at work for longer than a turn: a call that ends as it is told, not with the connection. */
  startCall(options: Omit<LlmOptions, "provider">): LlmCall {
    return this.#client.startLlm({ ...this.#origin, parent: this.#span, ...options });
  }

  /** What the user said was transcribed, by a model of its own that is billed apart. */
  transcribed(model: string | undefined, usage: Usage, messages: readonly object[]): void {
    this.run(() =>
      this.#client.recordLlm({
        ...this.#origin,
        operation: "generate_content",
        purpose: "transcription",
        usage,
        output: messages,
        finishReasons: ["stop"],
        // When it started and ended is not told.
        durationMs: 0,
        ...(model !== undefined && { model }),
      }),
    );
  }

  /** The provider told of an error that belongs to no turn. */
  failed(): void {
    this.#errors += 1;
  }

  /** The connection is over: turns that are open are cut off with it. */
  closed(close: LiveClose): void {
    const { code, reason, byClient = false, partial } = close;
    const fault = faultOf(close);
    if (byClient) this.#cut(partial, { finishReason: "cancelled", interruption: "client_closed" });
    else this.#cut(partial, { error: fault ?? { code: "connection_closed", message: reason } });
    const { isWithoutTurns = false } = this.#facts;
    this.#span.set({
      [own.LIVE_TURNS]: isWithoutTurns ? undefined : this.#turnCount,
      [own.LIVE_INTERRUPTIONS]: isWithoutTurns ? undefined : this.#interruptions,
      [own.LIVE_ERRORS]: this.#errors > 0 ? this.#errors : undefined,
      [own.LIVE_CLOSE_CODE]: code,
    });
    this.#span.end(fault === undefined ? {} : { error: fault });
  }

  /** The connection broke and is made anew: turns that are open get no end any more. */
  broke(partial: LiveClose["partial"], error: unknown = { code: "connection_closed" }): void {
    this.#cut(partial, { error });
  }

  /** The provider ended the session, for its own reason: turns that are open are cut off with it. */
  interrupted(reason: string): void {
    this.#cut(undefined, { finishReason: "cancelled", interruption: reason });
  }

  get #origin() {
    const { provider, serverAddress, serverPort } = this.#facts;
    return {
      provider,
      ...(serverAddress !== undefined && { serverAddress }),
      ...(serverPort !== undefined && { serverPort }),
    };
  }

  #cut(partial: LiveClose["partial"], end: TurnEnd): void {
    for (const turn of [...this.#turns]) turn.end({ ...partial?.(turn), ...end });
  }

  #ended(turn: LiveTurn, end: TurnEnd): void {
    this.#turns.delete(turn);
    if (end.interruption !== undefined) this.#interruptions += 1;
  }
}
