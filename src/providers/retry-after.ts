import { header } from "./headers.ts";

/**
 * How long the provider asks to wait, in milliseconds: `retry-after-ms` and Azure's `x-ms-retry-after-ms`, else `Retry-After` in
 * seconds or as an HTTP date. Never negative.
 */
export function readRetryAfter(headers: unknown, nowMillis: number = Date.now()): number | undefined {
  const millis = header(headers, "retry-after-ms") ?? header(headers, "x-ms-retry-after-ms");
  if (millis !== undefined && isNumber(millis)) return Math.round(Number(millis));
  const after = header(headers, "retry-after");
  if (after === undefined) return undefined;
  if (isNumber(after)) return Math.round(Number(after) * 1000);
  // Only a text that begins with a day of the week is an HTTP date.
  const date = /^[A-Z][a-z]{2}/.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMillis);
}

function isNumber(value: string): boolean {
  return /^\s*\d{1,9}(\.\d+)?\s*$/.test(value);
}
