/** What decides the name of a metric in Prometheus. */
export interface NamedMetric {
  readonly name: string;
  readonly instrument: "counter" | "updown" | "histogram" | "gauge";
  readonly unit: string;
}

const UNITS: Readonly<Record<string, string>> = { s: "seconds", ms: "milliseconds", By: "bytes", d: "days" };

/**
 * The name under which a metric of OpenTelemetry is found in Prometheus: the strategy `UnderscoreEscapingWithSuffixes`, which is the default of the OTLP
 * receiver of Prometheus 3 and of the Collector's exporters. Dots become underscores, the unit is put behind the name, and `_total` behind counters; units in
 * braces are left out. Histograms have this name with `_bucket`, `_count` and `_sum`.
 */
export function prometheusName({ name, instrument, unit }: NamedMetric): string {
  const words = name
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== "" && !(instrument === "counter" && word === "total"));
  const said = unit.replace(/\{[^}]*\}/g, "").trim();
  const suffix = said === "1" ? (instrument === "gauge" ? "ratio" : "") : (UNITS[said] ?? said);
  if (suffix !== "" && !words.includes(suffix)) words.push(suffix);
  if (instrument === "counter") words.push("total");
  return words.join("_");
}
