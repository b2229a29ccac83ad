import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { waitAtMost } from "../../../src/internal/wait-at-most.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("waiting for work at most for a time", () => {
  it("ends with the work and leaves no timer", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = vi.fn();
    const waiting = waitAtMost(1_000, promise).then(done);
    await turn();
    expect(done).not.toHaveBeenCalled();
    resolve();
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with the time, and a failure after it is nobody's", async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const rejections = vi.fn();
    process.on("unhandledRejection", rejections);
    const waiting = waitAtMost(1_000, promise);
    vi.advanceTimersByTime(1_000);
    await waiting;
    reject(new Error("late"));
    await turn();
    process.off("unhandledRejection", rejections);
    expect(rejections).not.toHaveBeenCalled();
  });

  it("fails as the work does, without a timer left", async () => {
    await expect(waitAtMost(1_000, Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(vi.getTimerCount()).toBe(0);
  });
});
