import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  drain,
  itemOf,
  openStore,
  resource,
  scope,
  TestMachine,
  take,
  temporaryFolder,
  textOf,
} from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const filesIn = (directory: string): string[] =>
  readdirSync(directory).flatMap((folder) => readdirSync(join(directory, folder)));

describe("Spool", () => {
  it("makes nothing before the first record", () => {
    const directory = folders.make();
    openStore({ directory });
    expect(() => statSync(directory)).toThrow("ENOENT");
  });

  it("leaves no folder behind that is empty, and makes it again when another process removed it", async () => {
    const directory = folders.make();
    const [first, second] = [openStore({ directory }), openStore({ directory })];
    first.spool.append(itemOf("a"));
    await drain(first.spool);
    first.store.handOver();
    expect(readdirSync(directory)).toEqual([]);
    expect(second.spool.append(itemOf("b"))).toBe(true);
    second.store.handOver();
    expect(filesIn(directory)).toHaveLength(1);
  });

  it("gives back what was appended, with scope and resource, and leaves no file when all is settled", async () => {
    const directory = folders.make();
    const { store, spool } = openStore({ directory });
    expect(["a", "b", "c"].map((text) => spool.append(itemOf(text, { count: 2 })))).toEqual([true, true, true]);
    const batch = await spool.next(512, 1_000_000);
    expect(batch?.items.map(textOf)).toEqual(["a", "b", "c"]);
    expect(batch?.items[1]).toMatchObject({ count: 2, byteLength: 1, scope });
    expect(batch?.resource?.schemaUrl).toBe(resource.schemaUrl);
    expect(Buffer.from(batch?.resource?.bytes ?? [])).toEqual(resource.bytes);
    expect(batch?.origin).toBe("own");
    expect(spool.health().own).toEqual({ taken: 6, settled: 0, pending: 6, dropped: {} });
    spool.settle(batch?.items ?? []);
    spool.settle(batch?.items ?? []);
    expect(spool.health().own).toEqual({ taken: 6, settled: 6, pending: 0, dropped: {} });
    store.handOver();
    expect(filesIn(directory)).toEqual([]);
  });

  it("hands each record out once, also when it is asked at once", async () => {
    const { spool, store } = openStore({ directory: folders.make() });
    for (let index = 0; index < 100; index++) spool.append(itemOf(String(index)));
    const batches = await Promise.all([take(spool, 30), take(spool, 30), take(spool, 30), take(spool, 30)]);
    expect(batches.flat().map(textOf)).toEqual(Array.from({ length: 100 }, (_, index) => String(index)));
    expect(await take(spool)).toEqual([]);
    store.handOver();
  });

  it("keeps a batch within its bytes, but gives a larger record alone", async () => {
    const { spool, store } = openStore({ directory: folders.make() });
    for (const size of [400, 400, 400, 5000, 10]) spool.append(itemOf("x".repeat(size)));
    const sizes: number[][] = [];
    for (;;) {
      const batch = await spool.next(512, 1000);
      if (batch === undefined) break;
      sizes.push(batch.items.map(({ byteLength }) => byteLength));
    }
    expect(sizes).toEqual([[400, 400], [400], [5000], [10]]);
    store.handOver();
  });

  it("begins a new segment at 1 MiB and removes each when its records are settled, in whatever order", async () => {
    const directory = folders.make();
    const { spool, store } = openStore({ directory });
    for (let index = 0; index < 2500; index++) spool.append(itemOf(`${index} `.padEnd(1000, "x")));
    expect(filesIn(directory)).toHaveLength(3);
    const batches = [];
    for (let items = await take(spool); items.length > 0; items = await take(spool)) batches.push(items);
    expect(batches.flat().map((item) => Number.parseInt(textOf(item), 10))).toEqual([...Array(2500).keys()]);
    for (const items of batches.reverse()) spool.settle(items);
    expect(spool.health().own.pending).toBe(0);
    expect(filesIn(directory).filter((name) => name.endsWith(".seg"))).toHaveLength(1);
    store.handOver();
    expect(filesIn(directory)).toEqual([]);
  });

  it("removes at the end of the process what is settled, keeps the rest, and takes what comes later", async () => {
    const directory = folders.make();
    const { store, spool } = openStore({ directory });
    store.removeSettled();
    spool.append(itemOf("a"));
    const taken = await take(spool);
    store.removeSettled();
    expect(filesIn(directory)).toHaveLength(1);
    spool.settle(taken);
    store.removeSettled();
    expect(filesIn(directory)).toEqual([]);
    expect(spool.append(itemOf("late"))).toBe(true);
    store.removeSettled();
    expect(filesIn(directory)).toHaveLength(1);
    expect(await drain(spool)).toEqual(["late"]);
    spool.appendStart("0a".repeat(8), Buffer.from("open"), scope);
    store.removeSettled();
    expect(filesIn(directory).filter((name) => name.endsWith(".seg"))).toHaveLength(1);
    store.handOver();
  });

  it("hands over at its end what is not settled, and the next start goes on behind the settled prefix", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const first = openStore({ directory, processes: machine.start(1) });
    for (let index = 0; index < 10; index++) first.spool.append(itemOf(String(index)));
    const [a = [], b = [], c = []] = [
      await take(first.spool, 3),
      await take(first.spool, 3),
      await take(first.spool, 3),
    ];
    first.spool.settle(c);
    first.spool.settle(a);
    first.store.handOver();
    first.spool.settle(b);
    expect(first.spool.append(itemOf("late"))).toBe(false);
    expect(first.spool.failure).toBe("closed");
    expect(await take(first.spool)).toEqual([]);
    const second = openStore({ directory, processes: machine.start(2) });
    await second.store.scan();
    expect(await drain(second.spool)).toEqual(["9"]);
    expect(second.spool.health().adopted).toEqual({ taken: 1, settled: 1, pending: 0, dropped: {} });
    expect(filesIn(directory)).toEqual([]);
  });

  it("takes what a killed process left, but nothing of one that lives", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const killed = openStore({ directory, processes: machine.start(1) });
    const alive = openStore({ directory, processes: machine.start(2) });
    killed.spool.append(itemOf("of the dead"));
    alive.spool.append(itemOf("of the living"));
    machine.kill(1);
    const next = openStore({ directory, processes: machine.start(3) });
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["of the dead"]);
    expect(await drain(alive.spool)).toEqual(["of the living"]);
  });

  it("keeps to its fingerprint: records for one destination never go to another", async () => {
    const directory = folders.make();
    const first = openStore({ directory }, { fingerprint: "http://a full" });
    first.spool.append(itemOf("secret of a"));
    first.store.handOver();
    const other = openStore({ directory }, { fingerprint: "http://b none" });
    await other.store.scan();
    expect(await drain(other.spool)).toEqual([]);
    const same = openStore({ directory }, { fingerprint: "http://a full" });
    await same.store.scan();
    expect(await drain(same.spool)).toEqual(["secret of a"]);
  });

  it("asks for the resource again and never mixes two in a batch", async () => {
    let current = { bytes: Buffer.from("early") };
    const { spool, store } = openStore({ directory: folders.make() }, { resource: () => current });
    spool.append(itemOf("1"));
    current = { bytes: Buffer.from("late") };
    spool.append(itemOf("2"));
    spool.append(itemOf("3"));
    const batches = [await spool.next(9, 999), await spool.next(9, 999)];
    expect(batches.map((batch) => [Buffer.from(batch?.resource?.bytes ?? []).toString(), batch?.items.length])).toEqual(
      [
        ["early", 1],
        ["late", 2],
      ],
    );
    store.handOver();
  });
});
