import { formatCount, formatDuration, formatMoney, formatTime, grouped } from "../ui/format.ts";

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
  const bare = name.replace(/(_at)?_us$|_usd$|(?<=^share)_rate$/, "");
  return (bare === "" ? name : bare).replaceAll("_", " ");
}

/** A tick of an axis: money with as many digits as its neighbour needs. */
export function formatAxis(value: number, unit: Unit, step: number): string {
  if (unit !== "usd" || value === 0) return formatUnit(value, unit);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return `$${grouped(value.toFixed(digits === 1 ? 2 : digits))}`;
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
