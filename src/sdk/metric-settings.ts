import type { Diag } from "../internal/diag.ts";

export type TemporalityPreference = "cumulative" | "delta" | "lowmemory";

/** What the standard variables say about metrics. */
export interface MetricSettings {
  readonly temporality: TemporalityPreference;
  /** Milliseconds between two reports. @defaultValue 60,000 */
  readonly intervalMillis: number;
  /** Milliseconds that one report of the SDK may take. @defaultValue 30,000, or the interval when that is shorter */
  readonly timeoutMillis: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A timer with more would go off at once. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

export function metricSettings(env: Env, diag: Diag): MetricSettings {
  const intervalMillis = millis(env, "OTEL_METRIC_EXPORT_INTERVAL", 60_000, diag);
  return {
    temporality: temporalityOf(env, diag),
    intervalMillis,
    timeoutMillis: Math.min(timeoutOf(env, diag), intervalMillis),
  };
}

/** 0 is no limit. */
function timeoutOf(env: Env, diag: Diag): number {
  const name = "OTEL_METRIC_EXPORT_TIMEOUT";
  return env[name]?.trim() === "0" ? MAX_TIMER_MILLIS : millis(env, name, 30_000, diag);
}

/** Source: OpenTelemetry specification, OTLP metrics exporter. */
function temporalityOf(env: Env, diag: Diag): TemporalityPreference {
  const name = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
  const word = (env[name] ?? "").trim().toLowerCase();
  if (word === "delta" || word === "lowmemory") return word;
  if (word !== "" && word !== "cumulative")
    diag.warn(`env:${name}`, `${name} is none of cumulative, delta, lowmemory; cumulative is used`);
  return "cumulative";
}

/** Source: OpenTelemetry SDK environment variables, periodic exporting metric reader. */
function millis(env: Env, name: string, fallback: number, diag: Diag): number {
  const text = env[name]?.trim() ?? "";
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return Math.min(value, MAX_TIMER_MILLIS);
  if (text !== "") diag.warn(`env:${name}`, `${name} is no number of milliseconds; ${fallback} is used`);
  return fallback;
}
