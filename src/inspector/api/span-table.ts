import type { SessionRow } from "./sessions.ts";

/**
 * The spans of a session or a trace as columns: a row is an index. Small where it counts, since a session may have 50,000 of them. Sorted by start.
 * Columns of names hold indexes into `strings`, whose first is "", which stands for not known.
 */
export interface SpanTable {
  readonly title: string;
  readonly session: SessionRow | null;
  readonly strings: readonly string[];
  readonly traces: readonly string[];
  /** Microseconds since 1970 that `start` counts from: the first start, and that of the session where no spans came yet. */
  readonly originUs: number;
  readonly id: readonly string[];
  /** Index into `traces`. */
  readonly trace: readonly number[];
  /** Row of the parent; -1 for a root, -2 for a span whose parent is not here. */
  readonly parent: readonly number[];
  /** By row the ids of parents that are not here. */
  readonly absentParents: Readonly<Record<number, string>>;
  readonly name: readonly number[];
  /** Index into `SPAN_KINDS`. */
  readonly kind: readonly number[];
  readonly service: readonly number[];
  readonly agent: readonly number[];
  readonly model: readonly number[];
  readonly tool: readonly number[];
  readonly errorType: readonly number[];
  readonly start: readonly number[];
  readonly duration: readonly number[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: readonly number[];
  /** Whether the row is a model call that is summed. */
  readonly counted: readonly (0 | 1)[];
  readonly input: readonly (number | null)[];
  readonly output: readonly (number | null)[];
  readonly cacheRead: readonly (number | null)[];
  readonly cacheWrite: readonly (number | null)[];
  readonly reasoning: readonly (number | null)[];
  readonly cost: readonly (number | null)[];
}
