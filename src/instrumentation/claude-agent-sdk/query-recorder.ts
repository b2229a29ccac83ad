import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { readPath } from "../read-path.ts";
import { textIn } from "./messages.ts";
import { SubAgents } from "./sub-agents.ts";
import { Turn } from "./turn.ts";
import { type ModelTotals, minus, modelTotals } from "./usage-totals.ts";

/** Records a query from its messages: one run of the agent for each result. */
export class QueryRecorder {
  readonly #client: RecordClient;
  readonly #options: unknown;
  readonly #subAgents: SubAgents;
  readonly #denied = new Set<string>();
  #turn: Turn | undefined;
  #model: string | undefined;
  #sessionId: string | undefined;
  #isInterrupted = false;
  #isOver = false;
  /** Totals of the last result, which go on through all results of a query. Absent until known: a resumed session begins with those of its past. */
  #totals: ReadonlyMap<string, ModelTotals> | undefined;
  readonly #seen = new WeakSet<object>();

  constructor(client: RecordClient, prompt: unknown, options: unknown) {
    this.#client = client;
    this.#options = options;
    this.#subAgents = new SubAgents(client);
    this.#sessionId = textIn(options, "resume") ?? textIn(options, "sessionId");
    const isResumed = readPath(options, "resume") !== undefined || readPath(options, "continue") === true;
    this.#totals = isResumed ? undefined : new Map();
    this.#turn = this.#startTurn(prompt);
  }

  /** The scope of the run that begins with the query. */
  get scope(): ScopeHandle | undefined {
    return this.#turn?.scope;
  }

  message(message: unknown): void {
    if (this.#isOver || typeof message !== "object" || message === null || this.#seen.has(message)) return;
    this.#seen.add(message);
    const type = readPath(message, "type");
    if (type === "result") this.#result(message);
    else if (type === "system") this.#system(message);
    else if (type === "stream_event") this.#current.streamEvent(message);
    else if (type === "assistant") this.#current.assistant(message);
    else if (type === "user" && readPath(message, "isReplay") !== true) this.#current.user(message);
  }

  interrupted(): void {
    this.#isInterrupted = true;
  }

  /** Whoever read the messages reads no more. */
  left(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#turn?.end({ reason: "aborted" });
    this.#turn = undefined;
    this.#subAgents.end("all");
  }

  /** There are no more messages; `error` when that is why. */
  ended(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#turn?.end(this.#isCalledOff ? { reason: "aborted" } : error === undefined ? {} : { error });
    this.#turn = undefined;
    this.#subAgents.end("all");
  }

  /** By `interrupt()`, or by the caller's own `abortController`. */
  get #isCalledOff(): boolean {
    return this.#isInterrupted || readPath(this.#options, "abortController", "signal", "aborted") === true;
  }

  get #current(): Turn {
    this.#turn ??= this.#startTurn(undefined);
    return this.#turn;
  }

  #startTurn(prompt: unknown): Turn {
    this.#isInterrupted = false;
    return new Turn({
      client: this.#client,
      options: this.#options,
      prompt,
      sessionId: this.#sessionId,
      model: this.#model,
      subAgents: this.#subAgents,
      denied: this.#denied,
    });
  }

  #system(message: object): void {
    const subtype = readPath(message, "subtype");
    if (subtype === "init") {
      this.#sessionId = textIn(message, "session_id") ?? this.#sessionId;
      this.#current.init(message);
      this.#model = this.#current.model;
    } else if (subtype === "api_retry") this.#current.retry(message);
    else if (subtype === "compact_boundary") this.#current.compacted(message);
    else if (subtype === "status" && readPath(message, "status") === "requesting") this.#turn?.requesting();
    else if (subtype === "task_started") this.#current.subAgentStarted(message);
    else if (subtype === "task_notification" && this.#subAgents.has(message)) this.#current.subAgentEnded(message);
  }

  #result(message: object): void {
    const grown = readPath(message, "model_usage_since_last_result");
    const before = this.#totals;
    const after = modelTotals(readPath(message, "modelUsage"));
    const isKnown = before !== undefined && after.size > 0;
    const totals = typeof grown === "object" ? modelTotals(grown) : isKnown ? since(before, after) : undefined;
    if (after.size > 0) this.#totals = after;
    const subtype = String(readPath(message, "subtype"));
    const isError = readPath(message, "is_error") === true || subtype.startsWith("error");
    this.#current.end({
      result: message,
      totals,
      costUsd: costOf(grown),
      ...(this.#isCalledOff ? { reason: "aborted" } : isError ? failureOf(message, subtype) : {}),
    });
    this.#turn = undefined;
    this.#isInterrupted = false;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  error_max_turns: "max_turns",
  error_max_budget_usd: "budget",
};

function failureOf(message: object, subtype: string): { readonly error: object; readonly reason?: string } {
  const errors = readPath(message, "errors");
  const said = Array.isArray(errors) ? errors.join("\n") : readPath(message, "result");
  const reason = REASONS[subtype];
  return {
    error: {
      name: subtype === "success" ? (textIn(message, "api_error_type") ?? "api_error") : subtype,
      message: said,
    },
    ...(reason !== undefined && { reason }),
  };
}

/** What usage by model cost, as the executable states it. */
function costOf(usage: unknown): number | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  const costs = Object.values(usage).map((counts) => readPath(counts, "costUSD"));
  return costs.reduce<number>((sum, cost) => sum + (typeof cost === "number" ? cost : 0), 0);
}

/** What totals grew by. Those that were set back begin anew. */
function since(
  before: ReadonlyMap<string, ModelTotals>,
  after: ReadonlyMap<string, ModelTotals>,
): ReadonlyMap<string, ModelTotals> {
  const grown = new Map<string, ModelTotals>();
  for (const [model, totals] of after) {
    const known = before.get(model);
    const isSetBack = known !== undefined && known.outputTokens > totals.outputTokens;
    grown.set(model, known === undefined || isSetBack ? totals : minus(totals, known));
  }
  return grown;
}
