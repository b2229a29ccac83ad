import { describe, expect, it } from "vitest";
import { createBackoff } from "../../../src/export/queue/backoff.ts";

/** How long nothing may be sent after each of the refusals, each as soon as it may come. */
function heldFor(refusals: number, backoff = createBackoff()): readonly number[] {
  let now = 1_000;
  return Array.from({ length: refusals }, () => {
    backoff.held(now);
    const millis = backoff.blockedUntil - now;
    now = backoff.blockedUntil;
    return millis;
  });
}

describe("createBackoff()", () => {
  it("asks a backend that refuses credentials or path again after a second, and ever more seldom", () => {
    expect(heldFor(8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("counts refusals of requests that were under way together as one", () => {
    const backoff = createBackoff();
    for (const now of [1_000, 1_001, 1_010]) backoff.held(now);
    expect(backoff.blockedUntil).toBe(2_000);
  });

  it("begins anew after a success", () => {
    const backoff = createBackoff();
    heldFor(5, backoff);
    backoff.succeeded();
    expect(backoff).toMatchObject({ failing: false, blockedUntil: 0 });
    expect(heldFor(2, backoff)).toEqual([1_000, 2_000]);
  });

  it("lets a flush probe a backend at once, but not one that asked for a wait", () => {
    const backoff = createBackoff(() => 1);
    backoff.held(0);
    backoff.probeNow();
    expect(backoff.blockedUntil).toBe(0);
    backoff.failed(10, 5, 60_000);
    backoff.probeNow();
    expect(backoff.blockedUntil).toBe(60_010);
  });
});
