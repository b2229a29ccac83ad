import type { SpanTable } from "../../api.ts";
import type { Target } from "../store.ts";
import type { Reading } from "./reading.ts";
import { readSession } from "./session-list.ts";
import { findTarget } from "./target.ts";

/** More rows than a page can show; `session.spans` tells how many there are. */
const MAX_ROWS = 250_000;

const ID_LENGTH = 16;
const NO_PARENT = "-".repeat(ID_LENGTH);

/** Columns that are lists of numbers, as SQL gives them. */
const NUMBERS = [
  ...[
    "trace",
    "name",
    "kind",
    "service",
    "agent",
    "model",
    "tool",
    "error_type",
    "start_us",
    "duration_us",
    "status",
    "counted",
  ],
  ...["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", "cost_usd"],
] as const;

type Column = (number | null)[];

/**
 * The spans of a session or a trace, none where only events came so far, each column made by SQLite as one text: several times faster than row by row. They are put in order here: SQLite
 * would sort whole rows.
 */
export function readSpanTable(reading: Reading, target: Target): SpanTable | undefined {
  const found = findTarget(reading, target);
  if (found === undefined) return undefined;
  const lists = NUMBERS.map((column) => `json_group_array(${column})`).join(", ");
  const row = reading.list(
    `SELECT coalesce(group_concat(hex(span_id), ''), ''), coalesce(group_concat(iif(parent IS NULL, '${NO_PARENT}', hex(parent)), ''), ''), ${lists} FROM (
       SELECT span_id, parent, ${NUMBERS.join(", ")} FROM spans WHERE ${found.where} LIMIT ${MAX_ROWS})`,
    found.number,
  );
  if (row === undefined || typeof row[0] !== "string") return undefined;
  const parsed = new Map(NUMBERS.map((name, index) => [name, JSON.parse(String(row[index + 2])) as Column]));
  const order = orderOf((parsed.get("start_us") ?? []) as number[]);
  const column = (name: (typeof NUMBERS)[number]): Column => inOrder(parsed.get(name) ?? [], order);
  const id = inOrder(pieces(row[0].toLowerCase()), order);
  const parents = inOrder(pieces(String(row[1]).toLowerCase()), order);
  const traces = new Indexes();
  const trace = traces.of(column("trace"));
  const texts = new Indexes([0]);
  const starts = column("start_us") as number[];
  const names = {
    name: texts.of(column("name")),
    service: texts.of(column("service")),
    agent: texts.of(column("agent")),
    model: texts.of(column("model")),
    tool: texts.of(column("tool")),
    errorType: texts.of(column("error_type")),
  };
  const strings = readTexts(reading, "SELECT id, text FROM dict WHERE id", texts.numbers);
  const parent = rowsOfParents(id, parents, trace);
  const root = parent.findIndex((index) => index < 0);
  const sessionId = sessionOf(reading, target);
  const session = sessionId === undefined ? null : (readSession(reading, sessionId) ?? null);
  const originUs = starts[0] ?? session?.startUs ?? 0;
  return {
    title: strings[names.name[root] ?? 0] || ("session" in target ? target.session : target.trace),
    session,
    strings,
    traces: readTexts(reading, "SELECT t AS id, id AS text FROM traces WHERE t", traces.numbers),
    originUs,
    id,
    trace,
    parent,
    absentParents: Object.fromEntries(parent.flatMap((at, row) => (at === -2 ? [[row, parents[row] ?? ""]] : []))),
    kind: column("kind") as number[],
    ...names,
    start: starts.map((start) => start - originUs),
    duration: column("duration_us") as number[],
    status: column("status") as number[],
    counted: column("counted") as (0 | 1)[],
    input: column("input_tokens"),
    output: column("output_tokens"),
    cacheRead: column("cache_read_tokens"),
    cacheWrite: column("cache_write_tokens"),
    reasoning: column("reasoning_tokens"),
    cost: column("cost_usd"),
  };
}

/** The places of rows in the order of their start; of equal ones the first stays first. */
function orderOf(starts: readonly number[]): readonly number[] {
  return starts.map((_, place) => place).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
}

function inOrder<Value>(values: readonly Value[], order: readonly number[]): Value[] {
  return order.map((place) => values[place] as Value);
}

/** Small numbers for large ones, in the order in which they come. */
class Indexes {
  readonly numbers: number[] = [];
  readonly #indexes = new Map<number, number>();

  constructor(first: readonly number[] = []) {
    this.of(first);
  }

  of(numbers: readonly (number | null)[]): number[] {
    let [last, index] = [-1, -1];
    return numbers.map((number) => {
      if (number === last) return index;
      last = number ?? 0;
      index = this.#indexes.get(last) ?? this.#add(last);
      return index;
    });
  }

  #add(number: number): number {
    const index = this.numbers.push(number) - 1;
    this.#indexes.set(number, index);
    return index;
  }
}

function pieces(text: string): string[] {
  const { length } = text;
  const all: string[] = [];
  for (let at = 0; at < length; at += ID_LENGTH) all.push(text.slice(at, at + ID_LENGTH));
  return all;
}

/** The row of each row's parent: -1 for none, -2 for one that is not here. */
function rowsOfParents(ids: readonly string[], parents: readonly string[], traces: readonly number[]): number[] {
  const rows = new Map<string, number>();
  /** Ids that more than one trace has, with their trace. */
  const ambiguous = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    if (rows.has(id)) ambiguous.set(`${id} ${traces[row]}`, row);
    else rows.set(id, row);
  }
  return parents.map((parent, row) => {
    if (parent === NO_PARENT) return -1;
    const found = rows.get(parent);
    if (found === undefined) return -2;
    return traces[found] === traces[row] ? found : (ambiguous.get(`${parent} ${traces[row]}`) ?? -2);
  });
}

/** Texts by their numbers, in the order of the numbers. */
function readTexts(reading: Reading, select: string, numbers: readonly number[]): string[] {
  const rows = reading.all<{ readonly id: number; readonly text: string }>(
    `${select} IN (SELECT value FROM json_each(?))`,
    JSON.stringify(numbers),
  );
  const texts = new Map(rows.map(({ id, text }) => [id, text]));
  return numbers.map((number) => texts.get(number) ?? "");
}

function sessionOf(reading: Reading, target: Target): string | undefined {
  if ("session" in target) return target.session;
  const sql = "SELECT ss.id FROM traces t JOIN sessions ss ON ss.s = t.session WHERE t.id = ?";
  return reading.get<{ readonly id: string }>(sql, target.trace.toLowerCase())?.id;
}
