import type { RecordClient } from "../../record/client.ts";
import type { RetryFacts } from "../../record/llm/retry.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { readPath } from "../read-path.ts";
import { serverOfQuery } from "./environment.ts";
import { numbersIn, recordCompaction, retryOf, textIn } from "./messages.ts";
import { ModelCall } from "./model-call.ts";
import { settleCalls } from "./settle-calls.ts";
import { createThread, endTool, startTool, type Thread } from "./thread.ts";
import { type ModelTotals, messageCounts } from "./usage-totals.ts";

/** What one run of the agent is recorded from. */
export interface TurnStart {
  readonly client: RecordClient;
  readonly options: unknown;
  readonly prompt: unknown;
  readonly sessionId: string | undefined;
  readonly model: string | undefined;
}

/** Calls whose output is told only by the result. Beyond that they end with what is known of them. */
const MAX_UNSETTLED = 1_000;

/** One run of the agent, from a prompt to its result: an `invoke_agent` span with model calls, tools and sub-agents inside. */
export class Turn {
  readonly #start: TurnStart;
  readonly #main: Thread;
  readonly #threads = new Map<string, Thread>();
  /** Names of the sub-agents that tool calls start. */
  readonly #subAgents = new Map<string, string>();
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
    this.#main = createThread(scope, Date.now(), input);
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
    this.#main.scope.set({
      ...(this.#sessionId !== undefined && { "gen_ai.conversation.id": this.#sessionId }),
      ...(this.#model !== undefined && { "gen_ai.request.model": this.#model }),
    });
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
      this.#open(thread, textIn(started, "id"), textIn(started, "model"));
    }
    thread.call?.event(event, Date.now());
    thread.since = Date.now();
    // Its last block may still follow as a message, which only says again what the events said.
    if (thread.call?.isWhole === true) thread.call.finish();
  }

  assistant(message: unknown): void {
    const body = readPath(message, "message");
    const thread = this.#threadOf(message);
    const error = readPath(message, "error");
    // Words that the executable puts into the model's mouth, such as of a failed request: no model was asked.
    if (readPath(body, "model") === "<synthetic>") {
      if (error !== undefined) this.#error ??= { name: String(error) };
      return;
    }
    const id = textIn(body, "id");
    if (thread.call === undefined || thread.call.id !== id) this.#open(thread, id, textIn(body, "model"));
    thread.call?.message(body, Date.now());
    thread.since = Date.now();
    this.#startTools(thread, body);
  }

  user(message: unknown): void {
    const thread = this.#threadOf(message);
    const content = readPath(message, "message", "content");
    this.#close(thread);
    thread.since = Date.now();
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
  }): void {
    const { scope } = this.#main;
    for (const thread of [this.#main, ...this.#threads.values()]) {
      this.#close(thread);
      for (const tool of thread.tools.values()) tool.end({ reason: "aborted" });
    }
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
    for (const thread of this.#threads.values()) thread.scope.end({ endTime: thread.since });
    const answer = readPath(facts.result, "result");
    if (typeof answer === "string") scope.output(answer);
    scope.set({
      ...numbersIn(facts.result, { num_turns: "claude_agent.turns", total_cost_usd: "claude_agent.total_cost_usd" }),
    });
    const error = facts.error ?? this.#error;
    scope.end({ ...(error !== undefined && { error }), ...(facts.reason !== undefined && { reason: facts.reason }) });
  }

  #open(thread: Thread, id: string | undefined, model: string | undefined): void {
    this.#close(thread);
    thread.call = new ModelCall(this.#start.client, id, {
      parent: thread.scope,
      startTime: thread.since,
      model: model ?? this.#model,
      input: thread.input,
      isMain: thread === this.#main,
      retries: this.#retries,
      about: this.#about(),
    });
    thread.input = [];
    this.#retries = [];
    this.#calls.push(thread.call);
    if (this.#calls.length > MAX_UNSETTLED) this.#calls.shift()?.finish();
  }

  /** Nothing more comes for the call of a thread. */
  #close(thread: Thread): void {
    const { call } = thread;
    thread.call = undefined;
    if (call?.isWhole === true) call.finish();
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
    const known = this.#threads.get(parentId);
    if (known !== undefined) return known;
    const tool = [this.#main, ...this.#threads.values()].map(({ tools }) => tools.get(parentId)).find(Boolean);
    const name = textIn(message, "subagent_type") ?? this.#subAgents.get(parentId);
    const scope = this.#start.client.startAgent({
      ...(name !== undefined && { name }),
      ...(this.#sessionId !== undefined && { conversationId: this.#sessionId }),
      parent: tool ?? this.#main.scope,
    });
    const thread = createThread(scope, Date.now(), []);
    this.#threads.set(parentId, thread);
    return thread;
  }

  #startTools(thread: Thread, body: unknown): void {
    const content = readPath(body, "content");
    const { attributes } = this.#about();
    for (const block of Array.isArray(content) ? (content as unknown[]) : []) {
      const [callId, agent] = [textIn(block, "id"), textIn(block, "input", "subagent_type")];
      if (callId !== undefined && agent !== undefined) this.#subAgents.set(callId, agent);
      startTool(this.#start.client, thread, block, attributes);
    }
  }
}
