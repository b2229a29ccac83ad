import { afterEach, describe, expect, it, vi } from "vitest";
import { observedStream } from "../../../src/instrumentation/ai-sdk/observed-stream.ts";
import { fakeOwnTimers } from "../../support/own-timers.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function observe(parts: readonly unknown[]) {
  const told: unknown[] = [];
  const onCancel = vi.fn();
  const source = new ReadableStream<unknown>({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
    },
    cancel: onCancel,
  });
  const stream = observedStream(source, {
    part: (part) => told.push(part),
    done: () => told.push("done"),
    failed: (error) => told.push(error),
    cancelled: () => told.push("cancelled"),
  });
  return { told, stream, onCancel };
}

describe("observedStream()", () => {
  it("asks for no part before its reader does", async () => {
    const { told, stream } = observe(["a", "b"]);
    await new Promise(setImmediate);
    expect(told).toEqual([]);
    expect((await stream.getReader().read()).value).toBe("a");
    expect(told).toEqual(["a"]);
  });

  it("hands a cancellation and its reason on", async () => {
    const { told, stream, onCancel } = observe(["a"]);
    await stream.cancel("enough");
    expect(onCancel).toHaveBeenCalledWith("enough");
    expect(told).toEqual(["cancelled"]);
  });

  it("takes a stream of which nothing is asked for some time as left, and one that waits for its provider as read", async () => {
    fakeOwnTimers();
    const { told, stream } = observe(["a"]);
    const reader = stream.getReader();
    await reader.read();
    void reader.read();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).toEqual(["a"]);
    const left = observe(["a", "b"]);
    const slow = left.stream.getReader();
    await slow.read();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(left.told).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(left.told).toEqual(["a", "cancelled"]);
    expect((await slow.read()).value).toBe("b");
  });
});
