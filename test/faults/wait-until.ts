import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again, ten times a second unless said. Gives whether the condition came to hold within the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  withinMillis: number,
  everyMillis: number = 100,
): Promise<boolean> {
  const deadline = Date.now() + withinMillis;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(everyMillis);
  }
  return true;
}
