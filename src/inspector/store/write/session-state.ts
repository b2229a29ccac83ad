import { HOLDER_KINDS, TOOL_KINDS } from "../../model/facts.ts";
import { Chosen, first, last } from "../chosen.ts";
import { FLAGS, isCall, KIND_NUMBERS, type SpanRow } from "./span-row.ts";

const [OTHER, SESSION, WORKFLOW, TASK, AGENT, INFERENCE, MCP] = (
  ["other", "session", "workflow", "task", "agent", "inference", "mcp"] as const
).map((kind) => KIND_NUMBERS.get(kind) ?? -1);

const HOLDERS: ReadonlySet<number | undefined> = new Set(HOLDER_KINDS.map((kind) => KIND_NUMBERS.get(kind)));

const TOOLS: ReadonlySet<number | undefined> = new Set(TOOL_KINDS.map((kind) => KIND_NUMBERS.get(kind)));

/** Outcomes of tasks, said by the task or later: the last one counts. What the session says of itself goes first. */
const OF_TASK = 2;

/** Who sent a row. */
interface Source {
  readonly service: number;
  readonly agent_kind: number;
}

export interface EventForSession extends Source {
  readonly time_us: number;
  readonly agent: number;
  readonly user: number;
  readonly task_type: number;
  readonly outcome: number;
  readonly flags: number;
}

/** Sums of a session while rows are added. When rows go, the session is made anew of those that stay. */
export class SessionState {
  readonly s: number;
  readonly id: string;
  /** Below 0 where all rows tell of work after it was done. */
  readonly service: Chosen = new Chosen(Number.NEGATIVE_INFINITY);
  agentKind = 0;
  readonly agent: Chosen = new Chosen();
  readonly user: Chosen = new Chosen();
  readonly taskType: Chosen = new Chosen();
  readonly outcome: Chosen = new Chosen();
  readonly endReason: Chosen = new Chosen();
  /** Whether the file does not have it yet. */
  isNew = true;
  startUs: number = Number.MAX_SAFE_INTEGER;
  endUs = 0;
  /** Spans whose end is the end of the session. */
  ended = 0;
  spans = 0;
  events = 0;
  /** Traces that have a row in it. */
  traces = 0;
  /** Model calls by source. */
  readonly calls: [span: number, event: number, metric: number] = [0, 0, 0];
  /** Rows that are no spans. */
  derived = 0;
  inferenceCalls = 0;
  toolCalls = 0;
  errors = 0;
  failed = 0;
  inputTokens = 0;
  outputTokens = 0;
  cacheReadTokens = 0;
  cacheWriteTokens = 0;
  reasoningTokens = 0;
  costUsd = 0;
  unpricedCalls = 0;
  decisionPath = "";

  constructor(s: number, id: string) {
    this.s = s;
    this.id = id;
  }

  /** @param isOwnTrace Whether the session is the row's trace, for want of a better one */
  add(row: SpanRow, isOwnTrace: boolean): void {
    const { kind, start_us: start } = row;
    this.spans += 1;
    this.#extend(start, start + row.duration_us);
    this.#group(row, first(kind === OTHER ? 1 : 2, start));
    this.agent.offer(row.agent, first(kind === AGENT ? 2 : 1, start));
    this.user.offer(row.user, first(1, start));
    this.taskType.offer(row.task_type, first(kind === TASK ? 2 : 1, start));
    const end = start + row.duration_us;
    this.outcome.offer(row.outcome, last(kind === SESSION ? 3 : kind === TASK ? OF_TASK : kind === OTHER ? 0 : 1, end));
    this.endReason.offer(
      row.end_reason,
      last(kind === SESSION ? 3 : kind === WORKFLOW ? 2 : kind === AGENT ? 1 : 0, end),
    );
    if (kind === SESSION || (isOwnTrace && row.parent === null && row.source === 0)) this.ended += 1;
    if (row.source !== 0) this.derived += 1;
    if (TOOLS.has(kind)) this.toolCalls += 1;
    if (row.status === 2 || row.error_type !== 0) {
      if (kind !== OTHER || row.parent === null) this.failed += 1;
      if (isOwnFailure(row)) this.errors += 1;
    }
    if (row.counted === 1) this.#count(row, 1);
  }

  /** A row that was added is not counted any more; it stays. */
  uncount(row: SpanRow): void {
    if ((row.status === 2 || row.error_type !== 0) && row.kind === INFERENCE) this.errors -= 1;
    this.#count(row, -1);
  }

  addEvent(event: EventForSession): void {
    this.events += 1;
    const isLater = (event.flags & FLAGS.later) !== 0;
    this.#extend(event.time_us, event.time_us, isLater);
    this.#group(event, first(isLater ? -1 : 0, event.time_us));
    this.agent.offer(event.agent, first(0, event.time_us));
    this.user.offer(event.user, first(0, event.time_us));
    this.taskType.offer(event.task_type, first(0, event.time_us));
    if ((event.flags & FLAGS.aside) === 0)
      this.outcome.offer(event.outcome, last(event.flags & FLAGS.taskOutcome ? OF_TASK : 0, event.time_us));
  }

  /** The cost of a model call was written after the call. */
  reprice(before: number | null, after: number | null): void {
    this.costUsd += (after ?? 0) - (before ?? 0);
    this.unpricedCalls += (after === null ? 1 : 0) - (before === null ? 1 : 0);
  }

  /** The best source of model calls that the session has; undefined where it has none. */
  get source(): number | undefined {
    const best = this.calls.findIndex((count) => count > 0);
    return best < 0 ? undefined : best;
  }

  #count(row: SpanRow, times: 1 | -1): void {
    if (isCall(row)) {
      this.inferenceCalls += times;
      this.calls[row.source as 0 | 1 | 2] += times;
    }
    this.inputTokens += times * (row.input_tokens ?? 0);
    this.outputTokens += times * (row.output_tokens ?? 0);
    this.cacheReadTokens += times * (row.cache_read_tokens ?? 0);
    this.cacheWriteTokens += times * (row.cache_write_tokens ?? 0);
    this.reasoningTokens += times * (row.reasoning_tokens ?? 0);
    this.costUsd += times * (row.cost_usd ?? 0);
    if (row.cost_usd === null) this.unpricedCalls += times;
  }

  #group({ service, agent_kind }: Source, weight: number): void {
    if (weight < this.service.weight || (weight === this.service.weight && service > this.service.id)) return;
    if (weight === this.service.weight && service === this.service.id)
      this.agentKind = Math.min(this.agentKind, agent_kind);
    else this.agentKind = agent_kind;
    this.service.id = service;
    this.service.weight = weight;
  }

  /** What tells of work after it was done is a time of the session only as long as nothing else is known. */
  #extend(startUs: number, endUs: number, isLater: boolean = false): void {
    const isAllLater = this.service.weight < 0;
    if (isLater && !isAllLater) return;
    if (isAllLater && !isLater) [this.startUs, this.endUs] = [Number.MAX_SAFE_INTEGER, 0];
    this.startUs = Math.min(this.startUs, startUs);
    this.endUs = Math.max(this.endUs, endUs);
  }
}

/** As `IS_WORK` of the questions: not what holds work, nor what tells a second time of a request or a tool's call. */
function isOwnFailure({ kind, counted, tool }: SpanRow): boolean {
  if (kind === INFERENCE) return counted === 1;
  return kind === MCP ? tool === 0 : !HOLDERS.has(kind);
}
