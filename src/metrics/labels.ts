import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";

/** A value by which series are told apart. */
export type LabelValue = string | number | boolean;

export type Labels = Readonly<Record<string, unknown>>;

export const NO_LABELS: Labels = Object.freeze({});

const MAX_LABELS = 64;
const MAX_CHARS = 1024;

/** Labels with another value, such as a list or `null`, are as if they were not there. */
export function isLabelValue(value: unknown): value is LabelValue {
  const type = typeof value;
  return type === "string" || type === "boolean" || (type === "number" && Number.isFinite(value));
}

/** Whether labels are as few and as short as labels of a metric are. Others are cut, and cost more to measure with. */
export function areOrdinary(labels: Labels): boolean {
  const values = Object.values(labels);
  return values.length <= MAX_LABELS && values.every((value) => typeof value !== "string" || value.length <= MAX_CHARS);
}

/** The first 64 labels of usable values in the order of their names, texts cut to 1,024 characters. */
export function usableLabels(labels: Labels): TelemetryAttributes {
  const usable: Record<string, LabelValue> = {};
  let count = 0;
  for (const key of Object.keys(labels).sort()) {
    const value = labels[key];
    if (key === "" || key === "__proto__" || !isLabelValue(value)) continue;
    if (count === MAX_LABELS) break;
    usable[key] = typeof value === "string" ? headOf(value, MAX_CHARS) : value;
    count += 1;
  }
  return usable;
}
