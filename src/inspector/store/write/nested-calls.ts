import type { Database, Statement } from "../sqlite.ts";
import type { Trace } from "../traces.ts";
import { type CallNode, type CallRow, INFERENCE, isCall, loser, nodeOf } from "./call-node.ts";
import { FLAGS, KIND_NUMBERS, type SpanRow } from "./span-row.ts";
import { TraceCalls } from "./trace-calls.ts";

/** What may stand between two spans of one request; a tool or an agent in between makes requests of its own. */
const BETWEEN: ReadonlySet<number | undefined> = new Set([KIND_NUMBERS.get("other"), KIND_NUMBERS.get("step")]);

/** Spans that are remembered; a trace that is not is read again. */
const MAX_REMEMBERED = 20_000;

const NOTHING: readonly never[] = [];

/**
 * Finds model calls that two instrumentations tell of, with a span of the one inside of a span of the other: of these one counts. It is the inner one, unless
 * only the outer one says what was used, or what it cost. Spans come in any order; a call that was counted until then is told of by `add`.
 */
export class NestedCalls {
  readonly #traces = new Map<number, TraceCalls>();
  readonly #select: Statement;
  #remembered = 0;
  #transaction = 1;

  constructor(database: Database) {
    this.#select = database.prepare(
      `SELECT n, trace, span_id, parent, kind, counted, flags, model, request_model, model_version, input_tokens, output_tokens, cost_usd FROM spans
       WHERE trace = ? AND source = 0 AND kind IN (${[INFERENCE, ...BETWEEN].join(", ")})`,
    );
  }

  /** Before a span is written: one that another one counts for is marked. */
  judge(row: SpanRow, trace: Trace): void {
    if (!isCall(row)) return;
    const call = nodeOf(row);
    const { outer, inside } = this.#of(trace).nextTo(call);
    const isTold =
      (outer !== undefined && loser(outer, call) === call) || inside.some((inner) => loser(call, inner) === call);
    if (!isTold) return;
    row.counted = 0;
    row.flags |= FLAGS.nested;
  }

  /** After it was written. @returns the rows that counted until now, and that it counts for or shows to be inside of another */
  add(row: SpanRow, trace: Trace): readonly number[] {
    if (!isCall(row) && !BETWEEN.has(row.kind)) return NOTHING;
    const known = this.#of(trace);
    const node = nodeOf(row);
    this.#add(known, node);
    const { outer, inside } = known.nextTo(node);
    if (outer === undefined && inside.length === 0) return NOTHING;
    const lost = node.isCall
      ? [outer && loser(outer, node), ...inside.map((inner) => loser(node, inner))]
      : inside.map((inner) => outer && loser(outer, inner));
    const rows: number[] = [];
    for (const call of lost) {
      if (call === undefined || !call.isCounted) continue;
      call.isCounted = false;
      rows.push(call.n);
    }
    return rows;
  }

  /**
   * After a commit, so that memory stays bounded: traces that came first go, but for those of this transaction, which had room in it and of which
   * the next one is likely to bring more. Else a large one would be read again with each commit.
   */
  flush(): void {
    for (const [t, calls] of this.#traces) {
      if (this.#remembered <= MAX_REMEMBERED) break;
      if (calls.usedIn === this.#transaction) continue;
      this.#traces.delete(t);
      this.#remembered -= calls.size;
    }
    this.#transaction += 1;
  }

  forget(): void {
    this.#traces.clear();
    this.#remembered = 0;
  }

  #of(trace: Trace): TraceCalls {
    const calls = this.#traces.get(trace.t) ?? this.#read(trace);
    calls.usedIn = this.#transaction;
    return calls;
  }

  #read(trace: Trace): TraceCalls {
    const calls = new TraceCalls();
    this.#traces.set(trace.t, calls);
    if (trace.spans > 0)
      for (const row of this.#select.iterate(trace.t) as Iterable<CallRow>) this.#add(calls, nodeOf(row));
    return calls;
  }

  #add(calls: TraceCalls, node: CallNode): void {
    const before = calls.size;
    calls.add(node);
    this.#remembered += calls.size - before;
  }
}
