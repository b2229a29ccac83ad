import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSendQueue } from "../../../src/edge/send-queue.ts";
import type { SendResult } from "../../../src/export/delivery.ts";
import type { SendQueue } from "../../../src/export/queue/send-queue.ts";
import type { QueueItem } from "../../../src/export/queue/waiting-items.ts";
import { createDiag } from "../../../src/internal/diag.ts";

interface Item extends QueueItem {
  readonly name: string;
}

const item = (name: string): Item => ({ name, byteLength: 100, count: 1 });
const OK: SendResult = { status: "ok", rejected: 0 };
const DOWN: SendResult = { status: "retry", reason: "HTTP 503" };
const refused = (code: number): SendResult => ({ status: "refused", code, reason: `HTTP ${code}` });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A queue whose requests are answered by the test; `requests` holds the names in each. */
function setUp(
  answer: (request: number, names: readonly string[]) => SendResult | Promise<SendResult>,
  maxRecords = 1_000,
) {
  const requests: string[][] = [];
  const queue: SendQueue<Item> = createSendQueue<Item>({
    name: "test",
    diag: createDiag({ write() {} }),
    limits: { maxRecords, maxBatchRecords: 2 },
    random: () => 1,
    send: (items) => {
      const names = items.map(({ name }) => name);
      requests.push(names);
      return Promise.resolve(answer(requests.length - 1, names));
    },
  });
  return { queue, requests };
}

async function passed(flush: Promise<void>, millis: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(millis);
  await flush;
}

describe("the queue of runtimes that run only while a request does", () => {
  it("sends nothing until it is flushed, then all", async () => {
    const { queue, requests } = setUp(() => OK);
    for (const name of ["a", "b", "c"]) queue.add(item(name));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toEqual([]);

    await passed(queue.flush(500), 0);

    expect(requests).toEqual([["a", "b"], ["c"]]);
    expect(queue.health()).toMatchObject({ accepted: 3, delivered: 3, pending: 0 });
  });

  it("tries again within the time of the flush, and leaves to the next what did not go through", async () => {
    const { queue, requests } = setUp((request) => (request < 20 ? DOWN : OK));
    queue.add(item("a"));
    await passed(queue.flush(500), 500);
    expect(requests.length).toBeGreaterThan(1);
    expect(queue.health()).toMatchObject({ pending: 1, failing: true, lastError: "HTTP 503" });

    while (requests.length <= 20) await passed(queue.flush(500), 500);

    expect(queue.health()).toMatchObject({ pending: 0, delivered: 1, failing: false, sent: 1 });
  });

  it("waits for a slow answer in a second flush, and does not ask twice", async () => {
    const { queue, requests } = setUp(() => new Promise((done) => setTimeout(done, 900, OK)));
    queue.add(item("a"));

    await passed(queue.flush(500), 500);
    expect(queue.health()).toMatchObject({ pending: 1, failing: false });
    await passed(queue.flush(1_600), 500);

    expect(requests).toEqual([["a"]]);
    expect(queue.health()).toMatchObject({ pending: 0, delivered: 1 });
  });

  it("sends again what went with a request that the platform ended, and counts it once", async () => {
    let answerLate: (result: SendResult) => void = () => undefined;
    const lost = new Promise<SendResult>((done) => {
      answerLate = done;
    });
    const { queue, requests } = setUp((request) => (request === 0 ? lost : OK));
    queue.add(item("a"));
    await passed(queue.flush(500), 500);

    await vi.advanceTimersByTimeAsync(3_000);
    queue.add(item("b"));
    await passed(queue.flush(500), 0);
    expect(requests).toEqual([["a"], ["b"]]);

    await vi.advanceTimersByTimeAsync(15_000);
    await passed(queue.flush(500), 0);
    expect(requests[2]).toEqual(["a"]);
    answerLate(OK);
    await vi.advanceTimersByTimeAsync(0);

    expect(queue.health()).toMatchObject({ accepted: 2, delivered: 2, pending: 0, dropped: {}, sent: 2 });
  });

  it("drops the oldest, counted, when nothing flushes it", async () => {
    const { queue, requests } = setUp(() => OK, 2);
    for (const name of ["a", "b", "c"]) queue.add(item(name));

    await passed(queue.flush(500), 0);

    expect(requests).toEqual([["b", "c"]]);
    expect(queue.health()).toMatchObject({ accepted: 3, delivered: 2, dropped: { memory_full: 1 } });
  });

  it("holds what the backend refuses, and drops the record that is at fault", async () => {
    const { queue } = setUp((request, names) => {
      if (request === 0) return refused(401);
      return names.includes("bad") ? refused(400) : OK;
    });
    queue.add(item("a"));
    queue.add(item("bad"));
    await passed(queue.flush(500), 500);
    expect(queue.health()).toMatchObject({ pending: 2, lastError: "HTTP 401" });

    await passed(queue.flush(500), 500);

    expect(queue.health()).toMatchObject({ pending: 0, delivered: 1, dropped: { refused_4xx: 1 } });
  });

  it("does not let records that the backend finds malformed stand before others", async () => {
    const { queue } = setUp((_, names) => (names.includes("bad") ? refused(400) : OK));
    for (let count = 0; count < 70; count += 1) queue.add(item("bad"));
    queue.add(item("good"));

    for (let flushes = 0; flushes < 4; flushes += 1) await passed(queue.flush(2_000), 2_000);

    expect(queue.health().delivered).toBe(1);
  });

  it("takes nothing more once it is closed", () => {
    const { queue } = setUp(() => OK);
    queue.close();
    queue.add(item("a"));
    expect(queue.health()).toMatchObject({ accepted: 1, dropped: { disabled: 1 } });
  });
});
