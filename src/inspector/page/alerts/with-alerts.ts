import type { AlertRow, Series } from "../../api.ts";
import { formatUnit, unitOfSeries } from "../dashboard/units.ts";

/** The measures that show what an alert is about. */
const KINDS: Readonly<Record<string, AlertRow["kind"]>> = {
  "error-rate": "error_rate",
  cost: "cost_drift",
  "cost-per-call": "cost_drift",
  "latency-p95": "latency",
};

export const canHaveAlerts = (measure: string): boolean => measure in KINDS;

/** A series with marks where alerts about it begin, in place of its own marks there. */
export function withAlerts(series: Series, by: string | undefined, alerts: readonly AlertRow[]): Series {
  const { measure, stepUs, timeUs } = series;
  const times = new Set(timeUs);
  const begun = alerts.flatMap(({ kind, subjectType, subject, sinceUs, value, baseline, unit }) => {
    const at = Math.floor(sinceUs / stepUs) * stepUs;
    if (kind !== KINDS[measure] || (subjectType === "tool") !== (by === "tool") || !times.has(at)) return [];
    const said = (number: number | null): string => (number === null ? "?" : formatUnit(number, unitOfSeries(unit)));
    const text = `alert: ${kind.replace("_", " ")} ${said(value)}, usually ${said(baseline)}`;
    return [{ timeUs: at, line: subject, text }];
  });
  if (begun.length === 0) return series;
  const own = series.marks.filter((mark) => !begun.some((one) => one.timeUs === mark.timeUs && one.line === mark.line));
  return { ...series, marks: [...own, ...begun].sort((a, b) => a.timeUs - b.timeUs) };
}
