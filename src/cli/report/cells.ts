import { formatCount, formatDuration, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { clockTime, utcDay } from "../terminal/time.ts";

export type Cell = string | number | null;

/** A column's name for a person: its unit is seen in the cells. */
export function titleOf(column: string): string {
  return column.replace(/(_at)?_us$|_usd$/, "").replaceAll("_", " ");
}

/** A value for a person, by the unit that its column's name ends with; `-` for what is not known. Safe for a terminal. */
export function cellText(column: string, value: Cell): string {
  if (value === null || value === "") return "-";
  if (typeof value === "string") return terminalText(value, 200);
  if (column.endsWith("_usd")) return formatUsd(value);
  if (column === "week_at_us") return utcDay(value);
  if (column.endsWith("_at_us")) return clockTime(value);
  if (column.endsWith("_us")) return formatDuration(value / 1_000);
  if (column.endsWith("_rate")) return `${(100 * value).toFixed(1)} %`;
  return Number.isInteger(value) || Math.abs(value) >= 1_000
    ? formatCount(value)
    : String(Number(value.toPrecision(4)));
}
