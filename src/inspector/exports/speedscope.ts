import type { SpanTable } from "../api.ts";
import { toLanes } from "./lanes.ts";

/** Frames or events that are written at once. */
const BLOCK = 2_000;

/**
 * The traces of a table in speedscope's evented format: a profile for each trace, and one more for each span beside another of its parent, since a
 * profile is a stack. Frames are the names of spans, with the model or the tool where the name does not say it. Times are microseconds.
 */
export async function* speedscope(table: SpanTable): AsyncGenerator<string> {
  const { frames, frameOf } = framesOf(table);
  const head = {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: "agentscribe",
    name: table.title,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"shared":{"frames":`;
  yield* list(frames, (name) => ({ name }));
  yield `},"profiles":[`;
  let separator = "";
  for (const [trace, rows] of rowsByTrace(table)) {
    const begin = table.start[rows[0] ?? 0] ?? 0;
    for (const [number, events] of (await toLanes(table, rows)).entries()) {
      const name = `${table.traces[trace] ?? ""}${number === 0 ? "" : `, beside it ${number}`}`;
      const endValue = (events.at(-1)?.at ?? begin) - begin;
      const profile = { type: "evented", name, unit: "microseconds", startValue: 0, endValue };
      yield `${separator}${JSON.stringify(profile).slice(0, -1)},"events":`;
      yield* list(events, ({ isOpen, at, row }) => ({ type: isOpen ? "O" : "C", frame: frameOf[row], at: at - begin }));
      yield "}";
      separator = ",";
    }
  }
  yield "]}\n";
}

function framesOf({ strings, name, model, tool }: SpanTable): {
  readonly frames: readonly string[];
  readonly frameOf: readonly number[];
} {
  const numbers = new Map<string, number>();
  const frameOf = name.map((text, row) => {
    const label = strings[text] ?? "";
    const more = strings[tool[row] ?? 0] || strings[model[row] ?? 0] || "";
    const frame = label.includes(more) ? label : `${label} ${more}`;
    const number = numbers.get(frame) ?? numbers.size;
    numbers.set(frame, number);
    return number;
  });
  return { frames: [...numbers.keys()], frameOf };
}

/** Rows of each trace in the order of their start, the longer first and parents before children where two start at once. */
function rowsByTrace({ trace, start, duration, parent }: SpanTable): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (const [row, number] of trace.entries()) {
    const known = rows.get(number);
    if (known === undefined) rows.set(number, [row]);
    else known.push(row);
  }
  const value = (column: readonly number[], row: number): number => column[row] ?? 0;
  for (const own of rows.values())
    own.sort(
      (a, b) =>
        value(start, a) - value(start, b) ||
        value(duration, b) - value(duration, a) ||
        Number(parent[a] === b) - Number(parent[b] === a),
    );
  return rows;
}

/** A JSON list, a block at a time. */
function* list<T>(values: readonly T[], write: (value: T) => object): Generator<string> {
  yield "[";
  for (let at = 0; at < values.length; at += BLOCK) {
    const block = values.slice(at, at + BLOCK).map(write);
    yield `${at > 0 ? "," : ""}${JSON.stringify(block).slice(1, -1)}`;
  }
  yield "]";
}
