import type { Database, Statement } from "../sqlite.ts";
import type { Trace } from "../traces.ts";
import { FLAGS, KIND_NUMBERS, type SpanRow } from "./span-row.ts";

const INFERENCE = KIND_NUMBERS.get("inference") ?? -1;
/** What may stand between two spans of one request; a tool or an agent in between makes requests of its own. */
const BETWEEN: ReadonlySet<number | undefined> = new Set([KIND_NUMBERS.get("other"), KIND_NUMBERS.get("step")]);

/** Calls around a call that are looked at, to find whether their parents go round in a circle. */
const MOST_AROUND = 100;

/** Spans that are remembered; a trace that is not is read again. */
const MAX_REMEMBERED = 20_000;

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
  | "model_version"
  | "input_tokens"
  | "output_tokens"
  | "cost_usd"
>;

/** A model call, or what may stand between two. */
interface Node {
  readonly id: number;
  n: number;
  parent: number;
  isCall: boolean;
  isCounted: boolean;
  /** What answered. */
  model: number;
  requestModel: number;
  /** Of two calls that tell of one request, the one with the higher rank counts. */
  rank: number;
}

/** The key of a parent that is none. */
const NO_PARENT = -1;
const NOTHING: readonly never[] = [];

/** A trace's model calls and what may stand between them, by their ids. */
class TraceCalls {
  /** The last transaction that asked for them. */
  usedIn = 0;
  readonly #nodes = new Map<number, Node>();
  readonly #inside = new Map<number, Node[]>();

  get size(): number {
    return this.#nodes.size;
  }

  add(node: Node): void {
    const known = this.#nodes.get(node.id);
    const isElsewhere = known?.parent !== node.parent;
    const added = known === undefined ? node : Object.assign(known, node);
    if (known === undefined) this.#nodes.set(node.id, added);
    if (node.parent === NO_PARENT || !isElsewhere) return;
    const siblings = this.#inside.get(node.parent);
    if (siblings === undefined) this.#inside.set(node.parent, [added]);
    else siblings.push(added);
  }

  /**
   * The call around a span and those inside of it, directly or with one span in between. Where parents go round in a circle, what came first is around the
   * rest, and inside of nothing.
   */
  nextTo({ id, parent }: Pick<Node, "id" | "parent">): {
    readonly outer: Node | undefined;
    readonly inside: readonly Node[];
  } {
    const around = this.#around(parent);
    const outer = around?.id === id ? undefined : around;
    const inside = this.#insideOf(id);
    return { outer, inside: inside.filter((inner) => inner.id !== id && !this.#isAround(inner, outer)) };
  }

  #around(parent: number): Node | undefined {
    const node = this.#nodes.get(parent);
    if (node === undefined || node.isCall) return node;
    const outer = this.#nodes.get(node.parent);
    return outer?.isCall === true ? outer : undefined;
  }

  #insideOf(id: number, isDirect: boolean = false): readonly Node[] {
    const inside = this.#inside.get(id);
    if (inside === undefined) return NOTHING;
    return inside.flatMap((node) => {
      if (node.isCall) return [node];
      return isDirect ? NOTHING : this.#insideOf(node.id, true);
    });
  }

  /** Whether a call is another one, or around it. */
  #isAround({ id }: Node, other: Node | undefined): boolean {
    let at = other;
    for (let looked = 0; at !== undefined && looked < MOST_AROUND; looked += 1) {
      if (at.id === id) return true;
      at = this.#around(at.parent);
    }
    return false;
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
      for (const row of this.#select.iterate(trace.t) as Iterable<Row>) this.#add(calls, nodeOf(row));
    return calls;
  }

  #add(calls: TraceCalls, node: Node): void {
    const before = calls.size;
    calls.add(node);
    this.#remembered += calls.size - before;
  }
}

/** Whether the span is a model call that would count by itself. */
function isCall({ kind, counted, flags }: Pick<Row, "kind" | "counted" | "flags">): boolean {
  return kind === INFERENCE && (counted === 1 || (flags & FLAGS.nested) !== 0);
}

function nodeOf(row: Row): Node {
  const usage = (row.input_tokens ?? row.output_tokens) === null ? 0 : 2;
  const [id, parent] = [keyOf(row.span_id), keyOf(row.parent)];
  return {
    id,
    n: row.n,
    // A span that names itself is inside of nothing.
    parent: parent === id ? NO_PARENT : parent,
    isCall: isCall(row),
    isCounted: row.counted === 1,
    model: row.model_version === 0 ? row.model : row.model_version,
    requestModel: row.request_model,
    rank: usage + (row.cost_usd === null ? 0 : 1),
  };
}

/** Which of two nested calls does not count; `undefined` where they are of different models, and so two requests. */
function loser(outer: Node, inner: Node): Node | undefined {
  if (!mayBeSame(outer, inner)) return undefined;
  return outer.rank > inner.rank ? inner : outer;
}

function mayBeSame(one: Node, other: Node): boolean {
  return isNameless(one) || isNameless(other) || names(other, one.model) || names(other, one.requestModel);
}

function isNameless({ model, requestModel }: Node): boolean {
  return model === 0 && requestModel === 0;
}

function names({ model, requestModel }: Node, name: number): boolean {
  return name !== 0 && (name === model || name === requestModel);
}

/** An id of 8 bytes as a number of 53 bits, which is made without a text for each span. Two ids of one trace are hardly ever one number. */
function keyOf(id: Uint8Array | null): number {
  if (id === null) return NO_PARENT;
  const high = wordOf(id, 0);
  return (high & 0x1fffff) * 2 ** 32 + ((wordOf(id, 4) ^ (high >>> 21)) >>> 0);
}

function wordOf(id: Uint8Array, at: number): number {
  return (
    ((id[at] as number) << 24) | ((id[at + 1] as number) << 16) | ((id[at + 2] as number) << 8) | (id[at + 3] as number)
  );
}
