import { types } from "node:util";
import { finite } from "./present.ts";

/** A time the application gave, as milliseconds since 1970; absent when it is none. */
export function toMillis(time: unknown): number | undefined {
  if (types.isDate(time)) return finite(Date.prototype.getTime.call(time));
  const millis = finite(time);
  return millis !== undefined && millis >= 0 ? millis : undefined;
}
