import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExporterDelivery } from "../../../src/export/custom/deliver-to-exporter.ts";
import type { BatchOutcome, Deliver } from "../../../src/export/queue/deliver-batch.ts";

interface Item {
  readonly name: string;
  readonly byteLength: number;
  readonly count: number;
}

function items(...names: readonly string[]): readonly Item[] {
  return names.map((name) => ({ name, byteLength: 1, count: 1 }));
}

function numbered(count: number): readonly Item[] {
  return items(...Array.from({ length: count }, (_, index) => String(index)));
}

function names(of: readonly Item[] = []): readonly string[] {
  return of.map(({ name }) => name);
}

/** Hands batches to an exporter that fails where one of the names is in them. */
function setUp() {
  const deliver: Deliver = createExporterDelivery();
  const requests: (readonly string[])[] = [];
  const exporter = {
    fails: (_names: readonly string[]): boolean => false,
    requests,
    deliver: (batch: readonly Item[]): Promise<BatchOutcome<Item>> =>
      deliver(batch, async (part) => {
        requests.push(names(part));
        if (exporter.fails(names(part))) throw new Error("Bad Request");
        return { status: "ok", rejected: 0 };
      }),
    /** Sends what is kept again, until all is taken, given up or set aside; at most ten times. */
    async settle(batch: readonly Item[]): Promise<BatchOutcome<Item>> {
      let outcome = await exporter.deliver(batch);
      for (let round = 0; round < 10 && outcome.kept.length > 0; round += 1) {
        const delivered = outcome.delivered;
        outcome = await exporter.deliver(outcome.kept);
        outcome = { ...outcome, delivered: [...delivered, ...outcome.delivered] };
      }
      return outcome;
    },
  };
  return exporter;
}

describe("a batch for an exporter of the host", () => {
  it("is sent as it is until it failed three times", async () => {
    const exporter = setUp();
    exporter.fails = () => true;
    const batch = numbered(8);
    for (let round = 0; round < 2; round += 1) {
      const outcome = await exporter.deliver(batch);
      expect(outcome).toMatchObject({ delivered: [], aside: [], failure: { reason: "Error: Bad Request" } });
      expect(outcome.kept).toEqual(batch);
    }
    exporter.fails = () => false;
    expect(await exporter.deliver(batch)).toMatchObject({ delivered: batch, kept: [] });
    expect(exporter.requests).toEqual([names(batch), names(batch), names(batch)]);
  });

  it.each(["0", "5", "15"])(
    "is taken apart then, and the record at fault set aside, wherever it is (%s)",
    async (bad) => {
      const exporter = setUp();
      exporter.fails = (sent) => sent.includes(bad);
      const outcome = await exporter.settle(numbered(16));
      expect(names(outcome.aside)).toEqual([bad]);
      expect(outcome.delivered).toHaveLength(15);
      expect(outcome).toMatchObject({ kept: [], unexportable: [], refusal: "Error: Bad Request" });
      expect(outcome.failure).toBeUndefined();
    },
  );

  it("loses no record however long the exporter fails at all of them, and asks it twice a time at most", async () => {
    const exporter = setUp();
    exporter.fails = () => true;
    const batch = numbered(16);
    for (let round = 0; round < 100; round += 1) {
      const outcome = await exporter.deliver(batch);
      expect(outcome.kept).toEqual(batch);
    }
    expect(exporter.requests.length).toBeLessThanOrEqual(200);
    exporter.fails = () => false;
    expect(await exporter.deliver(batch)).toMatchObject({ delivered: batch, unexportable: [] });
  });

  it("gives a record up that fails alone three times, each time after others were taken", async () => {
    const exporter = setUp();
    exporter.fails = (sent) => sent.includes("bad");
    let { aside = [] } = await exporter.settle(items("a", "bad", "b"));
    const dropped: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      // On its own it shows nothing.
      for (let time = 0; time < 5; time += 1) {
        const alone = await exporter.deliver(aside);
        expect(alone).toMatchObject({ unexportable: [], aside, failure: { reason: "Error: Bad Request" } });
      }
      const outcome = await exporter.deliver([...aside, ...items(`more ${round}`)]);
      expect(outcome.delivered).toHaveLength(1);
      aside = outcome.aside ?? [];
      dropped.push(...names(outcome.unexportable));
    }
    expect(dropped).toEqual(["bad"]);
  });

  it("keeps what is left when the exporter goes down while the batch is taken apart", async () => {
    const exporter = setUp();
    exporter.fails = (sent) => sent.length > 1 || exporter.requests.length > 4;
    const batch = numbered(200);
    for (let round = 0; round < 2; round += 1) await exporter.deliver(batch);
    const { delivered, kept, aside = [], failure } = await exporter.deliver(batch);
    expect(delivered).toHaveLength(1);
    expect(kept.length + aside.length).toBe(199);
    expect(failure).toBeDefined();
    expect(exporter.requests.length).toBeLessThan(32);
  });

  it("ends with each of its records in one place, whatever the exporter does", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.boolean(), { maxLength: 200 }),
        async (count, answers) => {
          const exporter = setUp();
          exporter.fails = () => answers.pop() ?? false;
          let left = numbered(count);
          const settled: string[] = [];
          for (let round = 0; round < 400 && left.length > 0; round += 1) {
            const { delivered, kept, aside = [], unexportable = [] } = await exporter.deliver(left);
            expect(delivered.length + kept.length + aside.length + unexportable.length).toBe(left.length);
            settled.push(...names(delivered), ...names(unexportable));
            left = [...kept, ...aside];
          }
          expect(settled.toSorted()).toEqual(names(numbered(count)).toSorted());
        },
      ),
      { numRuns: 200 },
    );
  });
});
