import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { waitAtMost } from "../../../src/internal/wait-at-most.ts";

afterEach(() => void vi.useRealTimers());

function timerCount(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

describe("waiting for work at most for a time", () => {
  it("ends with the work and leaves no timer", async () => {
    const before = timerCount();
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = vi.fn();
    const waiting = waitAtMost(60_000, promise).then(done);
    await turn();
    expect(done).not.toHaveBeenCalled();
    expect(timerCount()).toBe(before + 1);
    resolve();
    await waiting;
    expect(timerCount()).toBe(before);
  });

  it("ends with the time, and a failure after it is nobody's", async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const rejections = vi.fn();
    process.on("unhandledRejection", rejections);
    await waitAtMost(5, promise);
    reject(new Error("late"));
    await turn();
    process.off("unhandledRejection", rejections);
    expect(rejections).not.toHaveBeenCalled();
  });

  it("ends with the time where a test has put its own timers in place of the process's", async () => {
    vi.useFakeTimers();
    await waitAtMost(5, new Promise(() => {}));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fails as the work does, without a timer left", async () => {
    const before = timerCount();
    await expect(waitAtMost(60_000, Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(timerCount()).toBe(before);
  });
});
