import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/export/delivery.ts";
import { createSendQueue } from "../../../src/export/queue/queue.ts";
import type { QueueHealth } from "../../../src/export/queue/send-queue.ts";
import { createDiag } from "../../../src/internal/diag.ts";

interface Item {
  readonly byteLength: number;
  readonly count: number;
  readonly id: number;
}

const limits = { maxBytes: 1_000, maxRecords: 50, maxBatchRecords: 8, maxBatchBytes: 300, flushIntervalMillis: 5 };
const answer: fc.Arbitrary<SendResult | "throw"> = fc.oneof(
  fc.record({ status: fc.constant("ok" as const), rejected: fc.constantFrom(0, 0, 0, 1, 99) }),
  fc.constant({ status: "retry", reason: "503" } as const),
  fc.record({
    status: fc.constant("refused" as const),
    code: fc.constantFrom(400, 413, 401, 404),
    reason: fc.constant("no"),
  }),
  fc.constant("throw" as const),
);

function balance({ accepted, delivered, pending, dropped }: QueueHealth): number {
  return accepted - delivered - pending - Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

describe("createSendQueue()", () => {
  it("gives nothing up for what it says there is room for, whatever it holds and has under way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 }), async (sizes) => {
        const queue = createSendQueue<Item>({
          name: "test",
          diag: createDiag({ write: () => {} }),
          limits: { ...limits, maxRecords: 10_000 },
          send: () => new Promise(() => {}),
        });
        let turnedAway = 0;
        for (const [id, byteLength] of sizes.entries()) {
          if (queue.hasRoomFor(byteLength)) queue.add({ id, byteLength, count: 1 });
          else turnedAway += 1;
          if (id % 7 === 0) await Promise.resolve();
        }
        expect(queue.health().dropped).toEqual({});
        expect(queue.health().pending).toBe(sizes.length - turnedAway);
        queue.close();
      }),
      { numRuns: 60 },
    );
  });

  it("accounts for every record at every moment, whatever the backend answers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1_200 }), { minLength: 1, maxLength: 80 }),
        fc.array(answer, { maxLength: 40 }),
        async (sizes, answers) => {
          const unbalanced: number[] = [];
          const queue = createSendQueue<Item>({
            name: "test",
            diag: createDiag({ write: () => {} }),
            limits,
            random: () => 0,
            send: async () => {
              unbalanced.push(balance(queue.health()));
              const next = answers.shift() ?? { status: "ok", rejected: 0 };
              await Promise.resolve();
              if (next === "throw") throw new Error("from the sender");
              return next;
            },
          });
          for (const [id, byteLength] of sizes.entries()) {
            queue.add({ id, byteLength, count: 1 });
            unbalanced.push(balance(queue.health()));
          }
          await queue.flush(30);
          queue.close();
          unbalanced.push(balance(queue.health()));
          expect(queue.health().accepted).toBe(sizes.length);
          expect(unbalanced.filter((difference) => difference !== 0)).toEqual([]);
          expect(queue.health().pending).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("drops the oldest records when memory is full", async () => {
    const sent: number[] = [];
    const queue = createSendQueue<Item>({
      name: "test",
      diag: createDiag({ write: () => {} }),
      limits: { ...limits, maxBatchRecords: 1_000, maxBatchBytes: 100_000 },
      send: async (items) => {
        sent.push(...items.map(({ id }) => id));
        return { status: "ok", rejected: 0 };
      },
    });
    for (let id = 0; id < 15; id++) queue.add({ id, byteLength: 100, count: 1 });
    await queue.flush(1_000);
    expect(sent).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(queue.health().dropped).toEqual({ memory_full: 5 });
    queue.close();
  });

  it("flush() waits for what was accepted before it, not for what comes later", async () => {
    let more = 100;
    const queue = createSendQueue<Item>({
      name: "test",
      diag: createDiag({ write: () => {} }),
      limits,
      send: async () => {
        if (more-- > 0) queue.add({ id: more, byteLength: 10, count: 1 });
        return { status: "ok", rejected: 0 };
      },
    });
    queue.add({ id: 0, byteLength: 10, count: 1 });
    await queue.flush(5_000);
    expect(queue.health().pending).toBe(1);
    queue.close();
  });

  it("never has more requests under way than it may, and one when the backend fails", async () => {
    let running = 0;
    const most = { healthy: 0, failing: 0 };
    let failing = false;
    const queue = createSendQueue<Item>({
      name: "test",
      diag: createDiag({ write: () => {} }),
      limits: { ...limits, maxBytes: 10_000, maxBatchRecords: 2 },
      random: () => 0,
      send: async () => {
        running += 1;
        const state = failing ? "failing" : "healthy";
        most[state] = Math.max(most[state], running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return failing ? { status: "retry", reason: "503" } : { status: "ok", rejected: 0 };
      },
    });
    for (let id = 0; id < 40; id++) queue.add({ id, byteLength: 10, count: 1 });
    await queue.flush(1_000);
    failing = true;
    queue.add({ id: 0, byteLength: 10, count: 1 });
    await queue.flush(30);
    most.failing = 0;
    for (let id = 0; id < 40; id++) queue.add({ id, byteLength: 10, count: 1 });
    await queue.flush(60);
    queue.close();
    expect(most).toEqual({ healthy: 4, failing: 1 });
  });

  it("tries a failing backend with few records, and sends full batches after a success", async () => {
    const sizes: number[] = [];
    const queue = createSendQueue<Item>({
      name: "test",
      diag: createDiag({ write: () => {} }),
      limits: { maxBytes: 100_000, maxRecords: 10_000, concurrency: 1 },
      random: () => 0,
      send: async (items) => {
        sizes.push(items.length);
        return sizes.length <= 3 ? { status: "retry", reason: "connection reset" } : { status: "ok", rejected: 0 };
      },
    });
    for (let id = 0; id < 1_200; id++) queue.add({ id, byteLength: 10, count: 1 });
    await queue.flush(1_000);
    queue.close();
    expect(sizes).toEqual([512, 64, 64, 64, 512, 512, 112]);
  });
});
