import { DATA } from "../../decode/metrics.ts";
import type { RawPoint } from "../../model/raw.ts";
import { field } from "./otlp-records.ts";

/** A series as the store has it. */
export interface StoredMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: RawPoint["type"];
  readonly cumulative: number;
  readonly monotonic: number;
  /** Fields of a point message that hold the attributes. */
  readonly attributes: Uint8Array;
  /** All other fields of each. */
  readonly points: readonly Uint8Array[];
}

/** Tags of `Metric`, and of the data in it. */
const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
const POINT = 0x0a;
const TEMPORALITY = 0x10;
const IS_MONOTONIC = 0x18;
const DELTA = 1;
const CUMULATIVE = 2;

const DATA_TAGS = new Map(Object.entries(DATA).map(([tag, type]) => [type, Number(tag)]));

/** A series as a `Metric` message, with its points as they were received. */
export function encodeMetric({ name, unit, description, type, attributes, points, ...kind }: StoredMetric): Uint8Array {
  const data = [
    ...points.map((point) => field(POINT, Buffer.concat([attributes, point]))),
    ...(type === "gauge" || type === "summary" ? [] : [temporality(kind.cumulative === 1)]),
    ...(type === "sum" && kind.monotonic === 1 ? [Buffer.from([IS_MONOTONIC, 1])] : []),
  ];
  return Buffer.concat([
    field(NAME, Buffer.from(name)),
    field(DESCRIPTION, Buffer.from(description)),
    field(UNIT, Buffer.from(unit)),
    field(DATA_TAGS.get(type) ?? 0, Buffer.concat(data)),
  ]);
}

function temporality(isCumulative: boolean): Uint8Array {
  return Buffer.from([TEMPORALITY, isCumulative ? CUMULATIVE : DELTA]);
}
