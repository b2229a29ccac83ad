import { starvedSoFar } from "./starved.ts";

const TURN_MILLIS = 10;

/** Tells for how long the event loop stood still at most, in milliseconds. What the thread waited for a processor does not count. */
export function watchLoop(): () => number {
  let at = performance.now();
  let starved = starvedSoFar();
  let longest = 0;
  function look(): void {
    const now = performance.now();
    const starvedNow = starvedSoFar();
    longest = Math.max(longest, now - at - TURN_MILLIS - (starvedNow - starved));
    at = now;
    starved = starvedNow;
  }
  setInterval(look, TURN_MILLIS).unref();
  return () => {
    look();
    return longest;
  };
}
