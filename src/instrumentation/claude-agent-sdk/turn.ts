import type { RecordClient } from "../../record/client.ts";
import type { RetryFacts } from "../../record/llm/retry.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import {
  CLAUDE_AGENT_COST_USD,
  CLAUDE_AGENT_TOTAL_COST_USD,
  CLAUDE_AGENT_TURNS,
} from "../../semconv/client-attributes.ts";
import { readPath } from "../read-path.ts";
import { serverOfQuery } from "./environment.ts";
import { errorOf, numbersIn, recordCompaction, recordDenials, retryOf, textIn } from "./messages.ts";
import { ModelCall } from "./model-call.ts";
import { settleCalls } from "./settle-calls.ts";
import type { SubAgents } from "./sub-agents.ts";
import { abortTools, createThread, endTool, startTool, type Thread } from "./thread.ts";
import { type ModelTotals, messageCounts } from "./usage-totals.ts";

/** What one run of the agent is recorded from. */
export interface TurnStart {
  readonly client: RecordClient;
  readonly options: unknown;
  readonly prompt: unknown;
  readonly sessionId: string | undefined;
  readonly model: string | undefined;
  readonly subAgents: SubAgents;
  /** Tool calls of which it was told that they were not permitted. */
  readonly denied: Set<string>;
}

/** Calls whose output is told only by the result. Beyond that they end with what is known of them. */
const MAX_UNSETTLED = 1_000;

/** One run of the agent, from a prompt to its result: an `invoke_agent` span with model calls, tools and sub-agents inside. */
export class Turn {
  readonly #start: TurnStart;
  readonly #main: Thread;
  #sessionId: string | undefined;
  #model: string | undefined;
  #calls: ModelCall[] = [];
  #retries: RetryFacts[] = [];
  #error: unknown;

  constructor(start: TurnStart) {
    this.#start = start;
    this.#sessionId = start.sessionId;
    this.#model = start.model;
    const agent = readPath(start.options, "agent");
    const input = typeof start.prompt === "string" ? [start.prompt] : [];
    const scope = start.client.startAgent({
      ...(typeof agent === "string" && { name: agent }),
      ...(start.sessionId !== undefined && { conversationId: start.sessionId }),
      ...(input.length > 0 && { input }),
    });
    this.#main = createThread(scope, start.client.now(), input);
  }

  get scope(): ScopeHandle {
    return this.#main.scope;
  }

  get model(): string | undefined {
    return this.#model;
  }

  /** The session began or is known by now. */
  init(message: unknown): void {
    this.#model = textIn(message, "model") ?? this.#model;
    this.#sessionId = textIn(message, "session_id") ?? this.#sessionId;
    this.requesting();
    this.#main.scope.set({
      ...(this.#sessionId !== undefined && { "gen_ai.conversation.id": this.#sessionId }),
      ...(this.#model !== undefined && { "gen_ai.request.model": this.#model }),
    });
  }

  /** A request of the main conversation begins: before the first, the executable had to start. */
  requesting(): void {
    this.#main.since = this.#now();
  }

  subAgentStarted(message: unknown): void {
    this.#start.subAgents.started(message, this.#main, this.#sessionId);
  }

  subAgentEnded(message: unknown): void {
    const thread = this.#start.subAgents.ended(message);
    if (thread === undefined) return;
    const model = thread.call?.model;
    const call = this.#open(thread, undefined, model, true);
    const summary = textIn(message, "summary");
    thread.since = this.#now();
    call.message({ model, content: summary === undefined ? [] : [{ type: "text", text: summary }] }, thread.since);
  }

  /** A request failed and is made again: told before the call that it belongs to is known. */
  retry(message: unknown): void {
    this.#retries.push(retryOf(message));
  }

  compacted(message: unknown): void {
    this.#main.scope.run(() => recordCompaction(this.#start.client, readPath(message, "compact_metadata")));
  }

  streamEvent(message: unknown): void {
    const event = readPath(message, "event");
    const type = readPath(event, "type");
    if (type === "ping") return;
    const thread = this.#threadOf(message);
    if (type === "message_start") {
      const started = readPath(event, "message");
      this.#open(thread, textIn(started, "id"), textIn(started, "model") ?? this.#model);
    }
    thread.call?.event(event, this.#now());
    thread.since = this.#now();
    // Its last block may still follow as a message, which only says again what the events said.
    if (thread.call?.isWhole === true) thread.call.finish();
  }

  assistant(message: unknown): void {
    const body = readPath(message, "message");
    const thread = this.#threadOf(message);
    // Words that the executable puts into the model's mouth, such as of a failed request.
    if (readPath(body, "model") === "<synthetic>") {
      this.#failed(thread, message);
      return;
    }
    const id = textIn(body, "id");
    if (thread.call === undefined || thread.call.id !== id)
      this.#open(thread, id, textIn(body, "model") ?? this.#model);
    const requestId = textIn(message, "request_id");
    if (requestId !== undefined) thread.call?.call.httpResponse({ headers: { "request-id": requestId } });
    thread.call?.message(body, this.#now());
    thread.since = this.#now();
    this.#startTools(thread, body);
  }

  user(message: unknown): void {
    const thread = this.#threadOf(message);
    const content = readPath(message, "message", "content");
    // A quick tool is done before the answer that calls it is: its call goes on then.
    if (thread.call?.id === undefined) this.#close(thread);
    thread.since = this.#now();
    thread.input.push(readPath(message, "message"));
    for (const block of Array.isArray(content) ? (content as unknown[]) : []) {
      if (readPath(block, "type") === "tool_result") endTool(thread, block);
    }
  }

  /** The run is over. `totals` are those of this run alone, when they are known. */
  end(facts: {
    readonly result?: unknown;
    readonly error?: unknown;
    readonly reason?: string;
    readonly totals?: ReadonlyMap<string, ModelTotals> | undefined;
    readonly costUsd?: number | undefined;
  }): void {
    const { scope } = this.#main;
    const { subAgents } = this.#start;
    for (const thread of [this.#main, ...subAgents.threads]) this.#close(thread);
    abortTools(this.#main);
    const stopReason = textIn(facts.result, "stop_reason");
    const usage = readPath(facts.result, "usage");
    settleCalls(this.#start.client, this.#calls, {
      about: this.#about(),
      parent: scope,
      totals: facts.totals,
      ...(usage !== undefined && { mainTotals: messageCounts(usage) }),
      ...(stopReason !== undefined && { stopReason }),
    });
    this.#calls = [];
    subAgents.end(facts.result === undefined ? "all" : "turn");
    scope.run(() => recordDenials(this.#start.client, facts.result, this.#start.denied));
    const answer = readPath(facts.result, "result");
    // Of a run that failed it says why.
    if (typeof answer === "string" && facts.error === undefined) scope.output(answer);
    scope.set({
      ...numbersIn(facts.result, { num_turns: CLAUDE_AGENT_TURNS, total_cost_usd: CLAUDE_AGENT_TOTAL_COST_USD }),
      ...(facts.costUsd !== undefined && { [CLAUDE_AGENT_COST_USD]: facts.costUsd }),
    });
    const error = facts.error ?? this.#error;
    scope.end({ ...(error !== undefined && { error }), ...(facts.reason !== undefined && { reason: facts.reason }) });
  }

  /** A request came to nothing. One that no message told of is known by its status, or by the attempts before it. */
  #failed(thread: Thread, message: unknown): void {
    const error = errorOf(message);
    if (error === undefined) return;
    this.#error ??= error;
    const isOpen = thread.call !== undefined && !thread.call.isWhole;
    const isRequest = typeof readPath(message, "api_error_status") === "number" || this.#retries.length > 0;
    if (isOpen) thread.call?.fail(error, this.#now());
    else if (isRequest) this.#open(thread, undefined, this.#model).fail(error, this.#now());
  }

  #open(thread: Thread, id: string | undefined, model: string | undefined, isUntold = false): ModelCall {
    this.#close(thread);
    const call = new ModelCall(this.#start.client, id, {
      parent: thread.scope,
      startTime: thread.since,
      model,
      input: thread.input,
      isMain: thread === this.#main,
      isUntold,
      retries: this.#retries,
      about: this.#about(),
    });
    thread.call = call;
    thread.input = [];
    this.#retries = [];
    this.#calls.push(call);
    if (this.#calls.length > MAX_UNSETTLED) this.#calls.shift()?.finish();
    return call;
  }

  /** Nothing more comes for the call of a thread. */
  #close(thread: Thread): void {
    const { call } = thread;
    thread.call = undefined;
    if (call?.isWhole === true) call.finish();
  }

  #now(): number {
    return this.#start.client.now();
  }

  #about() {
    const { provider, ...server } = serverOfQuery(this.#start.options);
    const id = this.#sessionId;
    return { provider, ...server, ...(id !== undefined && { attributes: { "gen_ai.conversation.id": id } }) };
  }

  /** Messages of a sub-agent name the tool call that started it. */
  #threadOf(message: unknown): Thread {
    const parentId = textIn(message, "parent_tool_use_id");
    if (parentId === undefined) return this.#main;
    return this.#start.subAgents.of(parentId, message, this.#main, this.#sessionId);
  }

  #startTools(thread: Thread, body: unknown): void {
    const content = readPath(body, "content");
    const { attributes } = this.#about();
    for (const block of Array.isArray(content) ? (content as unknown[]) : []) {
      this.#start.subAgents.called(block);
      startTool(this.#start.client, thread, block, attributes);
    }
  }
}
