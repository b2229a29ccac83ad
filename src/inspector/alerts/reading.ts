import type { Dialect } from "../questions/dialect.ts";
import type { Answer, SqlValue } from "../store/store.ts";
import { type AlertWindow, HOUR_US } from "./alert-window.ts";

export interface Statement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Asks statements one after the other, and gives what comes of their answers: whoever runs it has a thread of a store, or a server. */
export type AlertReading<Result> = Generator<Statement, Result, Answer>;

/** What is read. */
export interface History {
  readonly window: AlertWindow;
  readonly dialect: Dialect;
  /** Whether there are the sums by hour of the embedded store. */
  readonly hasHours: boolean;
}

/** Hours; the end is not part of them. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Asks about some of the hours that are read, or all of them. */
export function* askHours(
  { window, dialect }: History,
  sql: string,
  { from, to }: Slice = { from: window.readHour, to: window.toHour },
): AlertReading<readonly (readonly SqlValue[])[]> {
  const all: Readonly<Record<string, string | number>> = {
    ...{ fromUs: from * HOUR_US, toUs: to * HOUR_US, service: window.service },
    ...{ allFromUs: window.readHour * HOUR_US, allToUs: window.toHour * HOUR_US },
  };
  const isUsed = (name: string): boolean =>
    sql.includes(dialect.parameter(name, name === "service" ? "text" : "integer"));
  const parameters = Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(name)));
  const { rows } = yield { sql, parameters };
  return rows;
}

/** Cuts hours into slices, each of at most so many rows; of an hour that has more, the first ones are read. */
export function slicesOf({ readHour, toHour }: AlertWindow, rowsIn: (hour: number) => number, most: number): Slice[] {
  const slices: Slice[] = [];
  let from = readHour;
  let rows = 0;
  for (let hour = readHour; hour < toHour; hour += 1) {
    const more = rowsIn(hour);
    if (rows > 0 && rows + more > most) {
      slices.push({ from, to: hour });
      [from, rows] = [hour, 0];
    }
    rows += more;
  }
  return rows > 0 ? [...slices, { from, to: toHour }] : slices;
}

/** What a store calls what it was not told. */
export const nameOf = (text: SqlValue | undefined): string =>
  text === "" || text === null || text === undefined ? "(not known)" : String(text);
