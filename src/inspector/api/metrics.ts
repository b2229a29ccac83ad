import type { AttributeList } from "./json.ts";

/** The points of one metric with one set of attributes. */
export interface MetricSeries {
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  readonly service: string;
  readonly attributes: AttributeList;
  /** In order of time; a cumulative series is given as it was sent. */
  readonly points: readonly { readonly timeUs: number; readonly value: number; readonly count: number }[];
}
