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

/** The spans of a session or a trace, each column made by SQLite as one text: several times faster than row by row. */
export function readSpanTable(reading: Reading, target: Target): SpanTable | undefined {
  const found = findTarget(reading, target);
  if (found === undefined) return undefined;
  const lists = NUMBERS.map((column) => `json_group_array(${column})`).join(", ");
  const row = reading.list(
    `SELECT group_concat(hex(span_id), ''), group_concat(iif(parent IS NULL, '${NO_PARENT}', hex(parent)), ''), ${lists} FROM (
       SELECT s.* FROM spans s WHERE s.${found.where} ORDER BY s.start_us, s.n LIMIT ${MAX_ROWS})`,
    found.number,
  );
  if (row === undefined || typeof row[0] !== "string") return undefined;
  const [ids, parents] = [row[0].toLowerCase(), String(row[1]).toLowerCase()];
  const columns = new Map(NUMBERS.map((column, index) => [column, JSON.parse(String(row[index + 2])) as Column]));
  const column = (name: (typeof NUMBERS)[number]): Column => columns.get(name) ?? [];
  const id = pieces(ids);
  const traces = new Indexes();
  const trace = column("trace").map((number) => traces.of(number ?? 0));
  const texts = new Indexes([0]);
  const names = (name: (typeof NUMBERS)[number]): number[] => column(name).map((number) => texts.of(number ?? 0));
  const starts = column("start_us") as number[];
  const originUs = starts[0] ?? 0;
  const textColumns = {
    name: names("name"),
    service: names("service"),
    agent: names("agent"),
    model: names("model"),
    tool: names("tool"),
    errorType: names("error_type"),
  };
  const strings = readTexts(reading, "SELECT id, text FROM dict", texts.numbers);
  const parent = rowsOfParents(id, pieces(parents), trace);
  const root = parent.findIndex((index) => index < 0);
  const session = sessionOf(reading, target);
  return {
    title: strings[textColumns.name[root] ?? 0] || ("session" in target ? target.session : target.trace),
    session: session === undefined ? null : (readSession(reading, session) ?? null),
    strings,
    traces: readTexts(reading, "SELECT t AS id, id AS text FROM traces", traces.numbers),
    originUs,
    id,
    trace,
    parent,
    kind: column("kind") as number[],
    ...textColumns,
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

/** Small numbers for large ones, in the order in which they come. */
class Indexes {
  readonly numbers: number[] = [];
  readonly #indexes = new Map<number, number>();

  constructor(first: readonly number[] = []) {
    for (const number of first) this.of(number);
  }

  of(number: number): number {
    const known = this.#indexes.get(number);
    if (known !== undefined) return known;
    const index = this.numbers.push(number) - 1;
    this.#indexes.set(number, index);
    return index;
  }
}

function pieces(text: string): string[] {
  return Array.from({ length: text.length / ID_LENGTH }, (_, index) =>
    text.slice(index * ID_LENGTH, (index + 1) * ID_LENGTH),
  );
}

/** The row of each row's parent: -1 for none, -2 for one that is not here. */
function rowsOfParents(ids: readonly string[], parents: readonly string[], traces: readonly number[]): number[] {
  const rows = new Map<string, number>();
  for (const [row, id] of ids.entries()) rows.set(`${id}${traces[row]}`, row);
  return parents.map((parent, row) => (parent === NO_PARENT ? -1 : (rows.get(`${parent}${traces[row]}`) ?? -2)));
}

/** Texts by their numbers, in the order of the numbers. */
function readTexts(reading: Reading, select: string, numbers: readonly number[]): string[] {
  const key = select.startsWith("SELECT t") ? "t" : "id";
  const rows = reading.all<{ readonly id: number; readonly text: string }>(
    `${select} WHERE ${key} IN (SELECT value FROM json_each(?))`,
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
