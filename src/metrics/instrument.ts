import type { MetricRecord } from "../internal/metric-record.ts";
import type { StoreSettings } from "./series-store.ts";

/** What the OpenTelemetry API passes when an instrument is made. */
export interface InstrumentOptions {
  readonly unit?: string;
  readonly description?: string;
  /** `ValueType` of the OpenTelemetry API: 0 is int, 1 is double. @defaultValue 1 */
  readonly valueType?: number;
  readonly advice?: { readonly explicitBucketBoundaries?: readonly number[] };
}

/** What an instrument needs beside its options. */
export interface InstrumentSettings extends StoreSettings {
  readonly name: string;
  readonly options: InstrumentOptions;
}

/** An instrument as reports see it. */
export interface Reporting {
  /** What is to be reported now; its points may be none. */
  read(nowMillis: number): MetricRecord;
  /** What was read arrived: the next report starts here. */
  reported(nowMillis: number): void;
}

/** A whole number where the instrument counts in these; absent for what no instrument takes. */
export function usableValue(value: number, isInt: boolean): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return isInt ? Math.trunc(value) : value;
}

/** The parts of a report that come from the options. */
export function describedBy({ name, options }: InstrumentSettings): {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
} {
  return { name, unit: options.unit ?? "", description: options.description ?? "" };
}
