import { formatDuration, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { AlertRow } from "../api.ts";

const NAMES: Readonly<Record<AlertRow["kind"], string>> = {
  error_rate: "error rate",
  cost_drift: "cost per call",
  latency: "p95 latency",
  new_decision: "new decision",
  decision_mix: "decisions turn out otherwise",
  token_efficiency: "output for input tokens",
  loop: "loops",
  budget: "budgets used up",
};

/** A value with its unit; `null` where it is not known. */
export function measureText(value: number | null, unit: AlertRow["unit"]): string | null {
  if (value === null) return null;
  if (unit === "ratio") return `${(100 * value).toFixed(1)} %`;
  if (unit === "USD") return formatUsd(value);
  return unit === "us" ? formatDuration(value / 1_000) : String(Number(value.toPrecision(3)));
}

/** What it is about, with whose it is where that is not the same: `route (shop)`. */
export function subjectText({ subject, service }: Pick<AlertRow, "subject" | "service">): string {
  return service === null || service === subject ? subject : `${subject} (${service})`;
}

/** An alert in one line: `cost per call of gpt-6: $0.0132, usually $0.0095`. Names in it are texts that somebody sent; no control characters. */
export function alertText(alert: AlertRow): string {
  const { kind, value, baseline, unit } = alert;
  const [seen, usual] = [measureText(value, unit), kind === "decision_mix" ? null : measureText(baseline, unit)];
  const measured = seen === null ? "" : `: ${seen}${usual === null ? "" : `, usually ${usual}`}`;
  return `${NAMES[kind]} of ${terminalText(subjectText(alert), 200)}${measured}`;
}
