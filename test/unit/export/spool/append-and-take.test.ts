import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { SettledItem } from "../../../../src/export/spool/spool-batch.ts";
import { drain, itemOf, openStore, take, temporaryFolder, textOf } from "./spool-fixture.ts";

const folder = temporaryFolder();
afterAll(folder.remove);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("append" as const), size: fc.constantFrom(10, 1000, 300_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("appendAndTake" as const), size: fc.constantFrom(10, 300_000) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("take" as const), size: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), size: fc.nat(5) }) },
);

describe("Spool.appendAndTake()", () => {
  it("gives the record out at once when nothing is before it, and not again", async () => {
    const { spool } = openStore({ directory: folder.make() });
    expect(spool.appendAndTake(itemOf("a"))).toBeTypeOf("object");
    expect(await take(spool)).toEqual([]);
    spool.append(itemOf("b"));
    expect(spool.appendAndTake(itemOf("c"))).toBe(true);
    expect((await take(spool)).map(textOf)).toEqual(["b", "c"]);
    expect(spool.appendAndTake(itemOf("d"))).toBeTypeOf("object");
    expect(await take(spool)).toEqual([]);
    spool.handOver();
  });

  it("leaves what was not settled to the next start", async () => {
    const directory = folder.make();
    const first = openStore({ directory });
    const tickets = ["a", "b", "c"].map((text) => first.spool.appendAndTake(itemOf(text)));
    const [a] = tickets;
    if (typeof a === "object") first.spool.settle([{ ticket: a, count: 1 }]);
    first.store.handOver();
    const second = openStore({ directory });
    await second.store.scan();
    expect(await drain(second.spool)).toEqual(["b", "c"]);
    second.store.handOver();
  });

  it("gives every record out once, however records are taken and settled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { spool, store } = openStore({ directory: folder.make() });
        const given: string[] = [];
        const out: SettledItem[] = [];
        let appended = 0;
        for (const { do: action, size } of steps) {
          if (action === "append" || action === "appendAndTake") {
            const name = `${appended++} `;
            const kept = spool[action](itemOf(name.padEnd(size, "x")));
            if (typeof kept !== "object") continue;
            given.push(name);
            out.push({ ticket: kept, count: 1 });
          } else if (action === "take") {
            for (const item of await take(spool, size)) {
              given.push(`${textOf(item).split(" ")[0]} `);
              out.push(item);
            }
          } else spool.settle(out.splice(size, 2));
        }
        for (let items = await take(spool); items.length > 0; items = await take(spool)) {
          for (const item of items) given.push(`${textOf(item).split(" ")[0]} `);
          out.push(...items);
        }
        expect(given.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: appended }, (_, n) => n));
        expect(spool.health().own.pending).toBe(out.length);
        spool.settle(out);
        expect(spool.health().own).toMatchObject({ taken: appended, pending: 0, dropped: {} });
        await take(spool);
        store.handOver();
        expect(spool.segments()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
