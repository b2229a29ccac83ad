import { afterEach, describe, expect, test, vi } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { createClock } from "../../../src/trace/clock.ts";

interface Span {
  readonly name: string;
  readonly startTime: readonly [number, number];
  readonly duration: readonly [number, number];
}

function recording(): { readonly client: Telemetry; readonly spans: Span[] } {
  const spans: Span[] = [];
  const spanExporter = {
    export(batch: readonly Span[], done: (result: { code: number }) => void): void {
      spans.push(...batch);
      done({ code: 0 });
    },
  };
  return { client: init({ host: "own", exporters: [{ type: "custom", spanExporter }] }), spans };
}

const seconds = ([whole, nanos]: readonly [number, number]): number => whole + nanos / 1e9;

describe("clocks", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test.each([
    ["an hour back", -3_600_000],
    ["a year on", 31_536_000_000],
  ])("Date.now() that jumps %s changes no duration and no start", async (_name, jump) => {
    const { client, spans } = recording();
    const now = Date.now();
    const outer = client.startSession({});
    const inner = client.startStep({ name: "inner", parent: outer });
    vi.spyOn(Date, "now").mockReturnValue(now + jump);
    inner.end();
    outer.end();
    client.step({ name: "later" }, () => {});
    vi.restoreAllMocks();
    await client.shutdown();
    expect(spans.map(({ name }) => name).toSorted()).toEqual(["session", "step inner", "step later"]);
    for (const span of spans) {
      expect(seconds(span.duration)).toBeGreaterThanOrEqual(0);
      expect(seconds(span.duration)).toBeLessThan(60);
      expect(Math.abs(seconds(span.startTime) - now / 1000)).toBeLessThan(60);
    }
  });

  test("fake timers stop no recording, and spans arrive once they are gone", async () => {
    const { client, spans } = recording();
    vi.useFakeTimers();
    const result = await client.step({ name: "faked" }, async () => 7);
    vi.advanceTimersByTime(3_600_000);
    vi.useRealTimers();
    const report = await client.shutdown({ timeoutMillis: 2_000 });
    expect(result).toBe(7);
    expect(report.pending).toBe(0);
    expect(spans.map(({ duration }) => seconds(duration) >= 0 && seconds(duration) < 60)).toEqual([true]);
  });

  test("fake timers hold up neither flush() nor shutdown(), and stop no delivery", async () => {
    vi.useFakeTimers();
    const down = init({ host: "own", exporters: [{ url: "http://127.0.0.1:9" }] });
    down.recordTool({ name: "kept", durationMs: 1 });
    const kept = await down.flush({ timeoutMillis: 300 });
    expect(kept.pending + kept.onDisk).toBeGreaterThan(0);
    await down.shutdown({ timeoutMillis: 100 });

    const { client, spans } = recording();
    client.recordTool({ name: "delivered", durationMs: 1 });
    expect(await client.shutdown({ timeoutMillis: 2_000 })).toMatchObject({ delivered: 1, pending: 0 });
    expect(spans).toHaveLength(1);
  });

  test("fake microtasks, as jest's and sinon's, stop no delivery, however long", async () => {
    const { client, spans } = recording();
    vi.useFakeTimers({ toFake: ["queueMicrotask"] });
    for (let at = 1; at <= 20; at += 1) {
      client.recordTool({ name: "delivered", durationMs: 1 });
      expect(await client.flush({ timeoutMillis: 1_000 })).toMatchObject({ delivered: at, pending: 0 });
    }
    await client.shutdown({ timeoutMillis: 2_000 });
    expect(spans).toHaveLength(20);
  });

  test("fake timers are the test's alone: none of them is the client's", async () => {
    vi.useFakeTimers();
    const budgets = [{ name: "hour", maxWorkMs: 3_600_000 }];
    const client = init({ host: "own", exporters: [{ url: "http://127.0.0.1:9" }], budgets });
    const run = client.startAgent({ name: "planner" });
    client.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 1, usage: { inputTokens: 1 } });
    await client.flush({ timeoutMillis: 300 });
    expect(vi.getTimerCount()).toBe(0);
    run.end();
    await client.shutdown({ timeoutMillis: 100 });
  });

  test("createClock().now() of work that began before the system time went away goes on as it did", () => {
    let system = 1_000_000;
    let monotonic = 50;
    const clock = createClock(
      () => system,
      () => monotonic,
    );
    const before = clock.reanchor();
    system -= 3_600_000;
    expect(clock.reanchor()).toBe(before - 3_600_000);
    monotonic += 10;
    expect(clock.now(before)).toBe(1_000_010);
    expect(clock.fromPerformance(55, before)).toBe(1_000_005);
    expect(clock.now()).toBe(1_000_010 - 3_600_000);
    expect(clock.now(0)).toBe(60);
  });

  test("createClock().reanchor() takes no thread that was held between two readings for a system time that went away", () => {
    let system = 1_000_000;
    let monotonic = 50;
    let held = 0;
    const clock = createClock(
      () => system,
      () => {
        monotonic += held;
        system += held;
        held = 0;
        return monotonic;
      },
    );
    const before = clock.reanchor();
    held = 5_000;
    expect(clock.reanchor()).toBe(before);
    expect(clock.now()).toBe(system);
  });

  test("createClock().reanchor() follows a system time that went away, and not one that is near", () => {
    let system = 1_000_000;
    let monotonic = 50;
    const clock = createClock(
      () => system,
      () => monotonic,
    );
    system += 90;
    clock.reanchor();
    expect(clock.now()).toBe(1_000_000);
    system += 3_600_000;
    monotonic += 10;
    expect(clock.now()).toBe(1_000_010);
    clock.reanchor();
    expect(clock.now()).toBe(4_600_090);
    system -= 7_200_000;
    clock.reanchor();
    expect(clock.now()).toBe(system);
  });
});
