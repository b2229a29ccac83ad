import { types } from "node:util";
import { finite } from "./given-value.ts";

/** The last time that OTLP can tell, in the year 2262. What is later was given in another unit. */
const LAST_MILLIS = 9_223_372_036_854;

/** A time the application gave, as milliseconds since 1970; absent when it is none. */
export function toMillis(time: unknown): number | undefined {
  const millis = finite(types.isDate(time) ? Date.prototype.getTime.call(time) : time);
  return millis !== undefined && millis >= 0 && millis < LAST_MILLIS ? millis : undefined;
}
