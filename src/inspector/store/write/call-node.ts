import { FLAGS, KIND_NUMBERS, type SpanRow } from "./span-row.ts";

/** The number of the kind of span that is a model call. */
export const INFERENCE: number = KIND_NUMBERS.get("inference") ?? -1;

/** What is read of a span that is stored. */
export type CallRow = Pick<
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
export interface CallNode {
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
export const NO_PARENT = -1;

/** Whether the span is a model call that would count by itself. */
export function isCall({ kind, counted, flags }: Pick<CallRow, "kind" | "counted" | "flags">): boolean {
  return kind === INFERENCE && (counted === 1 || (flags & FLAGS.nested) !== 0);
}

/** The span as what this is about. */
export function nodeOf(row: CallRow): CallNode {
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
export function loser(outer: CallNode, inner: CallNode): CallNode | undefined {
  if (!mayBeSame(outer, inner)) return undefined;
  return outer.rank > inner.rank ? inner : outer;
}

function mayBeSame(one: CallNode, other: CallNode): boolean {
  return isNameless(one) || isNameless(other) || names(other, one.model) || names(other, one.requestModel);
}

function isNameless({ model, requestModel }: CallNode): boolean {
  return model === 0 && requestModel === 0;
}

function names({ model, requestModel }: CallNode, name: number): boolean {
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
