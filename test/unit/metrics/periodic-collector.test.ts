import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDiag } from "../../../src/internal/diag.ts";
import { createPeriodicCollector } from "../../../src/metrics/periodic-collector.ts";
import { fakeOwnTimers } from "../../support/own-timers.ts";

beforeEach(() => fakeOwnTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const diag = () => createDiag({ write: () => {} });

describe("createPeriodicCollector()", () => {
  it("collects at each interval from the first start to the stop", () => {
    const collect = vi.fn();
    const collector = createPeriodicCollector({ collect, intervalMillis: 1_000, diag: diag() });
    vi.advanceTimersByTime(5_000);
    expect(collect).toHaveBeenCalledTimes(0);
    collector.start();
    vi.advanceTimersByTime(500);
    collector.start();
    vi.advanceTimersByTime(1_500);
    expect(collect).toHaveBeenCalledTimes(2);
    collector.stop();
    collector.start();
    vi.advanceTimersByTime(5_000);
    expect(collect).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("goes on after a collection that failed, and says so", () => {
    const faults = diag();
    const collect = vi.fn(() => {
      throw new Error("a fault");
    });
    const collector = createPeriodicCollector({ collect, intervalMillis: 10, diag: faults });
    collector.start();
    vi.advanceTimersByTime(20);
    collector.collectNow();
    collector.stop();
    expect(faults.counts()).toEqual({ "internal:metrics.collect": 3 });
  });

  it("runs outside the context of whoever measured first", async () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    const store = new AsyncLocalStorage<string>();
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const collector = createPeriodicCollector({
      collect: () => resolve(store.getStore()),
      intervalMillis: 1,
      diag: diag(),
    });
    store.run("scope", () => collector.start());
    const held = setTimeout(() => {}, 5_000);
    expect(await promise).toBeUndefined();
    clearTimeout(held);
    collector.stop();
  });
});
