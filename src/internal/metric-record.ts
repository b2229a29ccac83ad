import type { TelemetryAttributes } from "./telemetry-record.ts";

/** What each report says of a sum or histogram: all since the series began, or what came since the last report. */
export type Temporality = "cumulative" | "delta";

/** Times are milliseconds since 1970 with a fraction. */
interface MetricPoint {
  readonly attributes: TelemetryAttributes;
  /** From when on the value counts. A gauge has none. */
  readonly startTimeMillis?: number;
  readonly timeMillis: number;
}

export interface NumberPoint extends MetricPoint {
  readonly value: number;
}

export interface HistogramPoint extends MetricPoint {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** One more than there are boundaries. */
  readonly bucketCounts: readonly number[];
}

interface MetricBase {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

/** One metric at one moment, with a point for each set of labels: plain data, never changed again. */
export type MetricRecord =
  | (MetricBase & {
      readonly type: "sum";
      readonly valueType: "int" | "double";
      readonly isMonotonic: boolean;
      readonly temporality: Temporality;
      readonly points: readonly NumberPoint[];
    })
  | (MetricBase & {
      readonly type: "gauge";
      readonly valueType: "int" | "double";
      readonly points: readonly NumberPoint[];
    })
  | (MetricBase & {
      readonly type: "histogram";
      readonly temporality: Temporality;
      /** The upper bounds of all buckets but the last; a bound belongs to the bucket below it. */
      readonly boundaries: readonly number[];
      readonly points: readonly HistogramPoint[];
    });
