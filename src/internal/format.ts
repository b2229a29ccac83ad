/** A duration as people say it: `850 µs`, `12 ms`, `3.4 s`, `2 min 5 s`. A negative one, of a clock that was set back, is none. */
export function formatDuration(millis: number): string {
  const micros = millis > 0 ? Math.round(millis * 1_000) : 0;
  if (micros > 0 && micros < 1_000) return `${micros} µs`;
  const rounded = millis > 0 ? Math.round(millis) : 0;
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 59_950) return `${(rounded / 1000).toFixed(1)} s`;
  const seconds = Math.round(rounded / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** An amount in US dollars, with as many digits as a small amount needs. */
export function formatUsd(usd: number): string {
  if (usd === 0) return "$0";
  if (usd >= 0.01) return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
  // Two digits that say something, without an exponent.
  const digits = Math.min(100, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits).replace(/0$/, "")}`;
}

/** A count with its thousands set apart. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A count with what it counts: `1 call`, `2 calls`. */
export function counted(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`;
}
