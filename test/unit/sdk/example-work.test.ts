import { afterEach, describe, expect, it, vi } from "vitest";
import { createDiag } from "../../../src/internal/diag.ts";
import type { RecorderPorts } from "../../../src/record/ports.ts";
import { keepExampleWork } from "../../../src/sdk/example-work.ts";
import { createClock } from "../../../src/trace/clock.ts";
import { ROOT_CONTEXT, setValues } from "../../../src/trace/context.ts";
import { createContextManager } from "../../../src/trace/context-manager.ts";
import { fakeOwnTimers } from "../../support/own-timers.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the example of work that is kept", () => {
  it("is recorded without a fault, and nothing of the application's is asked or told", () => {
    const asked: string[] = [];
    const named: string[] = [];
    const places: unknown[] = [];
    const diag = createDiag();
    const manager = createContextManager();
    const own = {
      pricing: { price: () => ({ status: "ok", usd: 0.1, parts: { input: 0.1 } }) },
      context: {
        root: ROOT_CONTEXT,
        active() {
          places.push(manager.active());
          return manager.active();
        },
        set: setValues,
        with: <T>(context: typeof ROOT_CONTEXT, fn: () => T): T => manager.with(context, fn),
        bind: <T>(_context: typeof ROOT_CONTEXT, target: T): T => target,
      },
      newId: () => {
        named.push("id");
        return "id";
      },
      diag,
      semconv: "latest",
    };
    const ports = new Proxy(own, {
      get(target, key) {
        if (!(key in target)) asked.push(String(key));
        return Reflect.get(target, key);
      },
    });
    fakeOwnTimers();
    keepExampleWork(ports as unknown as RecorderPorts, createClock())();
    vi.advanceTimersByTime(2_000);
    expect(named).toEqual([]);
    const place = ROOT_CONTEXT.setValue(Symbol("of the application"), true);
    manager.with(place, () => {
      keepExampleWork(ports as unknown as RecorderPorts, createClock());
      vi.advanceTimersByTime(2_000);
    });
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((one) => one !== ROOT_CONTEXT)).toEqual([]);
    expect(named).not.toEqual([]);
    expect(asked).toEqual([]);
    expect(diag.counts()).toEqual({});
    expect(manager.active()).toBe(ROOT_CONTEXT);
  });
});
