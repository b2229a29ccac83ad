import { FLAGS, KIND_NUMBERS, type SpanRow } from "./span-row.ts";
import type { Database, Statement } from "./sqlite.ts";
import type { Trace } from "./traces.ts";

const INFERENCE = KIND_NUMBERS.get("inference") ?? -1;
/** What may stand between two spans of one request; a tool or an agent in between makes requests of its own. */
const BETWEEN: ReadonlySet<number | undefined> = new Set([KIND_NUMBERS.get("other"), KIND_NUMBERS.get("step")]);

/** Spans that are remembered; a trace that is not is read again. */
const MAX_REMEMBERED = 200_000;

type Row = Pick<
  SpanRow,
  | "n"
  | "trace"
  | "span_id"
  | "parent"
  | "kind"
  | "counted"
  | "flags"
  | "model"
  | "request_model"
  | "input_tokens"
  | "output_tokens"
  | "cost_usd"
>;

interface Call {
  readonly n: number;
  readonly models: readonly number[];
  /** Of two that tell of one request, the higher one counts. */
  readonly rank: number;
  isCounted: boolean;
}

interface Node {
  readonly parent: string;
  /** Absent for what stands between calls. */
  readonly call?: Call;
}

/** A trace's model calls and what may stand between them, by their ids. */
class TraceCalls {
  readonly nodes = new Map<string, Node>();
  readonly #inside = new Map<string, string[]>();

  add(id: string, node: Node): void {
    const before = this.nodes.get(id);
    this.nodes.set(id, node);
    if (node.parent === "" || node.parent === before?.parent) return;
    const siblings = this.#inside.get(node.parent);
    if (siblings === undefined) this.#inside.set(node.parent, [id]);
    else siblings.push(id);
  }

  /** The call around a place, directly or around one span in between. */
  around({ parent }: Node): Call | undefined {
    const node = this.nodes.get(parent);
    return node?.call ?? (node === undefined ? undefined : this.nodes.get(node.parent)?.call);
  }

  /** The calls inside of a place, directly or inside of one span in between. */
  inside(id: string, isDirect: boolean = false): readonly Call[] {
    return (this.#inside.get(id) ?? []).flatMap((child) => {
      const node = this.nodes.get(child);
      if (node?.call !== undefined) return [node.call];
      return node === undefined || isDirect ? [] : this.inside(child, true);
    });
  }
}

/**
 * Finds model calls that two instrumentations tell of, with a span of the one inside of a span of the other: of these one counts. It is the inner one, unless
 * only the outer one says what was used, or what it cost. Spans come in any order; a call that was counted until then is told of by `add`.
 */
export class NestedCalls {
  readonly #traces = new Map<number, TraceCalls>();
  readonly #select: Statement;
  #remembered = 0;

  constructor(database: Database) {
    this.#select = database.prepare(
      `SELECT n, trace, span_id, parent, kind, counted, flags, model, request_model, input_tokens, output_tokens, cost_usd FROM spans
       WHERE trace = ? AND source = 0 AND kind IN (${[INFERENCE, ...BETWEEN].join(", ")})`,
    );
  }

  /** Before a span is written: one that another one counts for is marked. */
  judge(row: SpanRow, trace: Trace): void {
    if (!isCall(row)) return;
    const known = this.#of(trace);
    const id = keyOf(row.span_id);
    const call = callOf(row);
    const outer = known.around({ parent: keyOf(row.parent) });
    const isTold =
      (outer !== undefined && loser(outer, call) === call) ||
      known.inside(id).some((inner) => loser(call, inner) === call);
    if (!isTold) return;
    row.counted = 0;
    row.flags |= FLAGS.nested;
  }

  /** After it was written. @returns the rows that counted until now, and that it counts for or shows to be inside of another */
  add(row: SpanRow, trace: Trace): readonly number[] {
    if (!isCall(row) && !BETWEEN.has(row.kind)) return [];
    const known = this.#of(trace);
    const id = keyOf(row.span_id);
    const node = nodeOf(row);
    known.add(id, node);
    this.#remembered += 1;
    const outer = known.around(node);
    const inner = known.inside(id);
    const lost =
      node.call === undefined
        ? inner.map((one) => outer && loser(outer, one))
        : [outer && loser(outer, node.call), ...inner.map((one) => node.call && loser(node.call, one))];
    const rows: number[] = [];
    for (const call of lost) {
      if (call === undefined || !call.isCounted) continue;
      call.isCounted = false;
      rows.push(call.n);
    }
    return rows;
  }

  /** After a commit, so that memory stays bounded. */
  flush(): void {
    if (this.#remembered > MAX_REMEMBERED) this.forget();
  }

  forget(): void {
    this.#traces.clear();
    this.#remembered = 0;
  }

  #of(trace: Trace): TraceCalls {
    const known = this.#traces.get(trace.t);
    if (known !== undefined) return known;
    const calls = new TraceCalls();
    this.#traces.set(trace.t, calls);
    if (trace.spans > 0)
      for (const row of this.#select.iterate(trace.t) as Iterable<Row>) {
        calls.add(keyOf(row.span_id), nodeOf(row));
        this.#remembered += 1;
      }
    return calls;
  }
}

/** Whether the span is a model call that would count by itself. */
function isCall({ kind, counted, flags }: Pick<Row, "kind" | "counted" | "flags">): boolean {
  return kind === INFERENCE && (counted === 1 || (flags & FLAGS.nested) !== 0);
}

function nodeOf(row: Row): Node {
  const parent = keyOf(row.parent);
  return isCall(row) ? { parent, call: callOf(row) } : { parent };
}

function callOf({ n, model, request_model, input_tokens, output_tokens, cost_usd, counted }: Row): Call {
  const usage = (input_tokens ?? output_tokens) === null ? 0 : 2;
  const models = [model, request_model].filter((one) => one !== 0);
  return { n, models, rank: usage + (cost_usd === null ? 0 : 1), isCounted: counted === 1 };
}

/** Which of two nested calls does not count; `undefined` where they are of different models, and so two requests. */
function loser(outer: Call, inner: Call): Call | undefined {
  const isSame =
    outer.models.length === 0 ||
    inner.models.length === 0 ||
    outer.models.some((model) => inner.models.includes(model));
  if (!isSame) return undefined;
  return outer.rank > inner.rank ? inner : outer;
}

function keyOf(id: Uint8Array | null): string {
  return id === null ? "" : Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString("latin1");
}
