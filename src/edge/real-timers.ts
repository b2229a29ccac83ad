import { clearTimeout, setImmediate, setTimeout } from "./timers.ts";

export const realTimers: {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setImmediate: typeof setImmediate;
} = { setTimeout, clearTimeout, setImmediate };

export const monotonicMillis = (): number => performance.now();
