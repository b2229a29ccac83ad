import type { Dialect } from "./dialect.ts";
import type { Parameter, Values } from "./question.ts";

export const HOUR_US = 3_600_000_000;
export const DAY_US: number = 24 * HOUR_US;

/** Microseconds that a double and every engine hold exactly, with room to count on. */
const TIME_RANGE = [0, 8_000_000_000_000_000] as const;

export const TO: Parameter = {
  name: "toUs",
  help: "End of the time, in microseconds since 1970; now by default.",
  type: "integer",
  range: TIME_RANGE,
  default: (_values, nowUs) => nowUs,
};

export const FROM: Parameter = {
  name: "fromUs",
  help: "Begin of the time, in microseconds since 1970; the hour 7 days before its end by default.",
  type: "integer",
  range: TIME_RANGE,
  default: (values) => Math.max(0, Math.floor((Number(values.toUs) - 7 * DAY_US) / HOUR_US) * HOUR_US),
};

export const SERVICE: Parameter = {
  name: "service",
  help: "Only this service.",
  type: "text",
  default: "",
};

export const LIMIT: Parameter = {
  name: "limit",
  help: "Rows at most.",
  type: "integer",
  range: [1, 10_000],
  default: 100,
};

/** What nearly every question can be asked with. The end comes first, because the begin's default follows from it. */
export const WINDOW: readonly Parameter[] = [TO, FROM, SERVICE];

/** Of spans, of events, or of sums by hour, those in the window that the parameters name. `from` and `to` replace its ends. */
export function inWindow(
  dialect: Dialect,
  values: Values,
  time: "start_us" | "time_us" | "hour" = "start_us",
  from: string = dialect.parameter("fromUs", "integer"),
  to: string = dialect.parameter("toUs", "integer"),
): string {
  const within = dialect.within(time, from, to);
  if (values.service === "") return within;
  const service = dialect.parameter("service", "text");
  return time === "time_us"
    ? `${within} AND service = ${service}`
    : `${within} AND ${dialect.key("service")} = ${dialect.keyOf(service)}`;
}

export function limitOf(dialect: Dialect): string {
  return `LIMIT ${dialect.parameter("limit", "integer")}`;
}
