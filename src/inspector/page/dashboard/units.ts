import { formatCount, formatDuration, formatMoney, formatTime } from "../ui/format.ts";

/** How a number is read. */
export type Unit = "usd" | "duration" | "time" | "day" | "rate" | "count";

/** Columns of answers say their unit at the end of their name: `cost_usd`, `p95_us`, `first_at_us`, `success_rate`. */
export function unitOfColumn(name: string): Unit {
  if (name.endsWith("_usd")) return "usd";
  // Weeks begin at midnight in UTC.
  if (name === "week_at_us") return "day";
  if (name.endsWith("_at_us")) return "time";
  if (name.endsWith("_us")) return "duration";
  return /_(rate|share)$/.test(name) || name === "share" ? "rate" : "count";
}

/** A series says its unit as OpenTelemetry writes units, or in a word. */
export function unitOfSeries(unit: string): Unit {
  if (/usd/i.test(unit)) return "usd";
  if (/^(us|µs)$/.test(unit)) return "duration";
  return /^(rate|ratio|share|%)$/.test(unit) ? "rate" : "count";
}

/** A column's name for a reader; its unit is seen in the cells. */
export function titleOfColumn(name: string): string {
  const bare = name.replace(/(_at)?_us$|_usd$/, "");
  return (bare === "" ? name : bare).replaceAll("_", " ");
}

export function formatUnit(value: number, unit: Unit): string {
  if (value === 0 && unit === "duration") return "0";
  switch (unit) {
    case "usd":
      return formatMoney(value);
    case "duration":
      return formatDuration(value);
    case "time":
      return formatTime(value, true);
    case "day":
      return Number.isFinite(value) ? new Date(value / 1_000).toISOString().slice(0, 10) : "unknown time";
    case "rate":
      return `${Number((value * 100).toFixed(Math.abs(value) < 0.1 ? 1 : 0))}%`;
    case "count":
      return formatCount(value);
  }
}
