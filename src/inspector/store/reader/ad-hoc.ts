import { lists, toList } from "../sqlite.ts";
import type { Answer, SqlValue } from "../store.ts";
import type { Reading } from "./reading.ts";

/** More than a question needs; memory stays bounded. */
const MAX_ROWS = 100_000;

/** What a statement that only reads begins with: others could change settings of the process or write another file. */
const READS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:select|with|values|explain)\b/i;

/** Answers one statement. @throws Error for one that is no question, or whose answer is too long */
export function readAnswer(reading: Reading, sql: string, parameters: Readonly<Record<string, SqlValue>> = {}): Answer {
  if (!READS.test(sql)) throw new Error("only SELECT, WITH, VALUES and EXPLAIN can be asked of a store");
  const statement = reading.database.prepare(sql);
  statement.setReadBigInts(true);
  statement.setAllowUnknownNamedParameters?.(true);
  const columns = statement.columns?.().map(({ name }) => name);
  lists(statement);
  const rows: (readonly SqlValue[])[] = [];
  let names: readonly string[] = [];
  for (const row of statement.iterate(parameters)) {
    if (rows.length === 0 && !Array.isArray(row)) names = Object.keys(row);
    rows.push(toList(row).map(plain));
    if (rows.length > MAX_ROWS)
      throw new Error(`the answer has more than ${MAX_ROWS} rows: add a LIMIT, or ask about less time`);
  }
  return { columns: columns ?? names, rows };
}

/** Integers are numbers where a number holds them. */
function plain(value: SqlValue): SqlValue {
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
