/** Microseconds since 1970 as a person's clock has it: `2026-11-21 13:05:09`. */
export function clockTime(timeUs: number): string {
  const date = new Date(timeUs / 1_000);
  if (Number.isNaN(date.getTime())) return "?";
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The day in UTC, `2026-11-16`: of weeks and days that are counted in UTC, the time of day says nothing. */
export function utcDay(timeUs: number): string {
  const date = new Date(timeUs / 1_000);
  return Number.isNaN(date.getTime()) ? "?" : date.toISOString().slice(0, 10);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * Where `--since` points to: `90m`, `24h`, `7d`, or a date, which is the clock's here where it names no other. Microseconds since 1970; undefined when it is
 * neither, as for a day that no month has.
 */
export function parseSince(text: string, nowMillis: number): number | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  if (count !== undefined && seconds !== undefined) return (nowMillis - Number(count) * seconds * 1_000) * 1_000;
  const [, year = "", month = "", day = "01", rest] = /^(\d{4})-(\d{2})(?:-(\d{2})(.+)?)?$/.exec(text) ?? [];
  const midnight = new Date(Number(year), Number(month) - 1, Number(day));
  const isThere = midnight.getMonth() === Number(month) - 1 && midnight.getDate() === Number(day);
  if (year === "" || !isThere) return undefined;
  // A date alone would be read as UTC, unlike one with a time.
  const millis = rest === undefined ? midnight.getTime() : Date.parse(text);
  return Number.isNaN(millis) ? undefined : millis * 1_000;
}
