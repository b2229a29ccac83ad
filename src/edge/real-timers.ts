import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "./timers.ts";

export const realTimers: {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setInterval: typeof setInterval;
  readonly clearInterval: typeof clearInterval;
  readonly setImmediate: typeof setImmediate;
} = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };

export const monotonicMillis = (): number => performance.now();
