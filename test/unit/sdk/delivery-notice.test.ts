import { describe, expect, it, vi } from "vitest";
import type { QueueHealth } from "../../../src/export/queue/send-queue.ts";
import { createDiag } from "../../../src/internal/diag.ts";
import { createDeliveryNotice } from "../../../src/sdk/delivery-notice.ts";
import { fakeOwnTimers } from "../../support/own-timers.ts";

const EMPTY: QueueHealth = {
  name: "backend traces",
  accepted: 0,
  adopted: 0,
  delivered: 0,
  pending: 0,
  onDisk: 0,
  recovered: 0,
  retries: 0,
  dropped: {},
  failing: false,
  sent: 0,
  sentDropped: {},
};

function setUp() {
  let now = 0;
  let destinations: readonly QueueHealth[] = [EMPTY];
  const lines: string[] = [];
  const diag = createDiag({ write: (level, message) => lines.push(`${level} ${message}`), now: () => now });
  const notice = createDeliveryNotice({ health: () => ({ destinations }), diag, now: () => now });
  const set = (...next: readonly Partial<QueueHealth>[]): void => {
    destinations = next.map((one) => ({ ...EMPTY, ...one }));
  };
  return {
    diag,
    lines,
    notice,
    set,
    /** Lets seconds go by, with a look each ten, and gives the lines of that time. */
    pass(seconds: number, ...next: readonly Partial<QueueHealth>[]): readonly string[] {
      if (next.length > 0) set(...next);
      const before = lines.length;
      for (let passed = 0; passed < seconds; passed += 10) {
        now += 10_000;
        notice.collectNow();
      }
      return lines.slice(before);
    },
  };
}

describe("the line about delivery", () => {
  it("is not written while nothing is wrong", () => {
    const { pass } = setUp();
    expect(pass(600)).toEqual([]);
    for (let delivered = 0; delivered < 30; delivered += 1) expect(pass(20, { delivered, pending: 500 })).toEqual([]);
  });

  it("says once a minute that records wait, from a minute on, and stops when they arrive", () => {
    const { pass } = setUp();
    const waiting = { onDisk: 40, pending: 2, lastError: "connect ECONNREFUSED 127.0.0.1:4318" };
    expect(pass(60, waiting)).toEqual([]);
    expect(pass(300)).toEqual(
      Array<string>(5).fill(
        "warn backend traces: records wait for more than a minute, 40 on disk, 2 in memory (connect ECONNREFUSED 127.0.0.1:4318)",
      ),
    );
    expect(pass(300, { delivered: 42 })).toEqual([]);
    expect(pass(60, { delivered: 42, pending: 1 })).toEqual([]);
  });

  it("says what was dropped since the last line, once, and all destinations in one line", () => {
    const { pass } = setUp();
    expect(pass(10, { dropped: { spool_full: 5 } })).toEqual([
      "warn 5 records were dropped (spool_full): backend traces",
    ]);
    expect(pass(120)).toEqual([]);
    const lines = pass(
      60,
      { dropped: { spool_full: 5 } },
      { name: "lab logs", dropped: { memory_full: 2, too_large: 1 } },
    );
    expect(lines).toEqual(["warn 3 records were dropped (memory_full, too_large): lab logs"]);
  });

  it("holds what was dropped meanwhile for the next line", () => {
    const { pass } = setUp();
    expect(pass(10, { dropped: { expired: 1 } })).toHaveLength(1);
    expect(pass(50, { dropped: { expired: 3 } })).toEqual([]);
    expect(pass(10)).toEqual(["warn 2 records were dropped (expired): backend traces"]);
  });

  it("waits for a minute after another line about records, and then tells of all", () => {
    const { diag, lines, pass } = setUp();
    diag.trouble("held:backend traces", "backend traces: held");
    diag.trouble("held:backend logs", "backend logs: held");
    expect(lines).toEqual(["warn backend traces: held"]);
    expect(pass(50, { dropped: { refused_4xx: 3 } })).toEqual([]);
    expect(pass(10)).toEqual(["warn 3 records were dropped (refused_4xx): backend traces"]);
    diag.trouble("queue-full:backend logs", "backend logs: full");
    expect(lines).toHaveLength(2);
    expect(Object.keys(diag.counts())).toEqual([
      "held:backend traces",
      "held:backend logs",
      "delivery",
      "queue-full:backend logs",
    ]);
  });

  it("is counted as a problem", () => {
    const { pass, diag } = setUp();
    pass(300, { pending: 1 });
    expect(diag.counts()).toEqual({ delivery: 4 });
  });

  it("comes by a timer that stops", () => {
    fakeOwnTimers();
    try {
      const { lines, notice, set } = setUp();
      set({ dropped: { expired: 1 } });
      notice.start();
      vi.advanceTimersByTime(10_000);
      expect(lines).toHaveLength(1);
      set({ dropped: { expired: 2 } });
      notice.stop();
      vi.advanceTimersByTime(600_000);
      expect(lines).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.restoreAllMocks();
      vi.useRealTimers();
    }
  });
});
