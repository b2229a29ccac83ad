import type { OtlpJson } from "../../examples/support/otlp/decode-otlp.ts";
import type { Telemetry } from "./telemetry-as-sent.ts";

/** A series by its name and labels, with its newest value, as one text: sorted, two lists of them can be compared. */
export function seriesText(name: string, labels: object, value: number): string {
  return JSON.stringify([name, Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)), value]);
}

const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", USD: "USD" };

/** The name that Prometheus gives a metric of OpenTelemetry: words joined by `_`, then the unit, then `total` for what only grows. */
function nameOf({ name, unit, type, isMonotonic }: OtlpJson): string {
  const of = unit === "1" && type === "gauge" ? "ratio" : UNITS[String(unit)];
  const parts = [String(name).replaceAll(".", "_"), of, isMonotonic === true ? "total" : undefined];
  return parts.filter((part) => part !== undefined).join("_");
}

/** The series of Prometheus that metrics become, with the values of their last report. */
export function expectedSeries({ series }: Telemetry): readonly string[] {
  return Object.values(series)
    .flatMap((point) => {
      const name = nameOf(point);
      const attributes = (point.attributes ?? []) as readonly { readonly key: string; readonly value: OtlpJson }[];
      const labels = Object.fromEntries(
        attributes.map(({ key, value }) => [key.replaceAll(".", "_"), String(Object.values(value)[0])]),
      );
      if (point.type !== "histogram") return [seriesText(name, labels, Number(point.asInt ?? point.asDouble ?? 0))];
      return [
        seriesText(`${name}_sum`, labels, Number(point.sum ?? 0)),
        seriesText(`${name}_count`, labels, Number(point.count ?? 0)),
        ...buckets(point).map(([le, below]) => seriesText(`${name}_bucket`, { ...labels, le }, below)),
      ];
    })
    .toSorted();
}

/** How many values are at most as large as each bound. */
function buckets(point: OtlpJson): readonly (readonly [le: string, below: number])[] {
  const bounds = [...(point.explicitBounds as readonly number[]).map(String), "+Inf"];
  let below = 0;
  return bounds.map((bound, index) => {
    below += Number((point.bucketCounts as readonly unknown[])[index] ?? 0);
    return [bound, below];
  });
}
