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

/** Where `--since` points to: `90m`, `24h`, `7d`, or a date. Microseconds since 1970; undefined when it is neither. */
export function parseSince(text: string, nowMillis: number): number | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  if (count !== undefined && seconds !== undefined) return (nowMillis - Number(count) * seconds * 1_000) * 1_000;
  const millis = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis * 1_000;
}
