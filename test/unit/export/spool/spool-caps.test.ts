import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { DeletedRecords } from "../../../../src/export/spool/deleted-segments.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, take, temporaryFolder, textOf } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const MIB = 1024 * 1024;
const DAY = 86_400_000;
const KILOBYTE = "x".repeat(1000);

function bytesIn(directory: string): number {
  const files = readdirSync(directory).flatMap((folder) =>
    readdirSync(join(directory, folder)).map((name) => statSync(join(directory, folder, name)).size),
  );
  return files.reduce((sum, size) => sum + size, 0);
}

describe("the size limit of a spool", () => {
  it("drops the oldest records of this process, and counts them exactly", async () => {
    const directory = folders.make();
    const { spool, store } = openStore({ directory, maxBytes: 3 * MIB });
    for (let index = 0; index < 10_000; index++) expect(spool.append(itemOf(`${index} ${KILOBYTE}`))).toBe(true);
    expect(bytesIn(directory)).toBeLessThanOrEqual(4.1 * MIB);
    await store.scan();
    expect(bytesIn(directory)).toBeLessThanOrEqual(3 * MIB);
    const { taken, pending, dropped } = spool.health().own;
    expect(taken).toBe(10_000);
    const texts = await drain(spool);
    expect(texts).toHaveLength(pending);
    expect(dropped).toEqual({ spool_full: 10_000 - texts.length });
    expect(texts.map((text) => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: texts.length }, (_, index) => 10_000 - texts.length + index),
    );
    store.handOver();
  });

  it("tells once, afterwards, how much was deleted in one go", async () => {
    const directory = folders.make();
    const deleted: DeletedRecords[] = [];
    const { spool, store } = openStore({ directory, maxBytes: 3 * MIB, onDeleted: (facts) => deleted.push(facts) });
    let written = 0;
    for (let index = 0; index < 10_000; index++) {
      spool.append(itemOf(`${index} ${KILOBYTE}`));
      written += KILOBYTE.length;
    }
    expect(deleted).toEqual([]);
    await turn();
    const [first, ...more] = deleted;
    expect(more).toEqual([]);
    expect(first).toEqual({ reason: "size", files: expect.any(Number), bytes: expect.any(Number) });
    expect(first?.bytes).toBeGreaterThan(written - 4.1 * MIB);
    expect(spool.health().own.dropped.spool_full).toBeGreaterThan(0);
    store.handOver();
  });

  it("does not count records that are on their way when their file goes", async () => {
    const { spool, store } = openStore({ directory: folders.make(), maxBytes: 2 * MIB });
    for (let index = 0; index < 1500; index++) spool.append(itemOf(KILOBYTE));
    const onTheirWay = await take(spool, 100);
    for (let index = 0; index < 5000; index++) spool.append(itemOf(KILOBYTE));
    expect(spool.health().fileless).toBe(100);
    spool.settle(onTheirWay);
    expect(spool.health().fileless).toBe(0);
    const rest = await drain(spool);
    const { taken, settled, pending, dropped } = spool.health().own;
    expect({ taken, settled, pending }).toEqual({ taken: 6500, settled: 100 + rest.length, pending: 0 });
    expect(dropped.spool_full).toBe(6500 - settled);
    store.handOver();
  });

  it("tells nothing of files whose records are on their way, or delivered, when they grow too old", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const machine = new TestMachine();
    const dead = [{}, { fingerprint: "of another destination" }].map((more) => {
      const process = openStore({ directory, clock, processes: machine.start(1) }, more);
      process.spool.append(itemOf("a"));
      return process;
    });
    // Settled, and not removed while it may still be written to.
    dead[1]?.spool.settle(await take(dead[1].spool));
    machine.kill(1);
    clock.pass(8 * DAY);
    const deleted: DeletedRecords[] = [];
    const onDeleted = (facts: DeletedRecords) => deleted.push(facts);
    const { spool, store } = openStore({ directory, clock, processes: machine.start(2), onDeleted });
    await spool.adopt();
    const onTheirWay = await take(spool);
    expect(onTheirWay).toHaveLength(1);
    await store.scan();
    await turn();
    expect(bytesIn(directory)).toBe(0);
    expect(deleted).toEqual([]);
    spool.settle(onTheirWay);
    expect(spool.health().adopted).toMatchObject({ settled: 1, dropped: {} });
  });

  it("counts what dead processes left towards the limit, and drops that first when it is older", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const dead = openStore({ directory, processes: machine.start(1) }, { fingerprint: "of another destination" });
    for (let index = 0; index < 1500; index++) dead.spool.append(itemOf(KILOBYTE));
    dead.spool.settle(await take(dead.spool, 10));
    machine.kill(1);
    const { spool, store } = openStore({ directory, processes: machine.start(2), maxBytes: 2 * MIB });
    for (let index = 0; index < 1000; index++) spool.append(itemOf(KILOBYTE));
    await store.scan();
    expect(bytesIn(directory)).toBeLessThanOrEqual(2 * MIB);
    const first = dead.spool.segments()[0]?.file?.records ?? 0;
    expect(store.health().unread.records.dropped).toEqual({ spool_full: first - 10 });
    expect(await drain(spool)).toHaveLength(1000);
  });

  it("counts what was taken over once", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const dead = openStore({ directory, processes: machine.start(1) });
    for (let index = 0; index < 1300; index++) dead.spool.append(itemOf(KILOBYTE));
    const { spool, store } = openStore({ directory, processes: machine.start(2), maxBytes: 2 * MIB });
    await store.scan();
    machine.kill(1);
    await spool.adopt();
    expect(store.health().bytes).toBe(bytesIn(directory));
    expect(spool.append(itemOf("own"))).toBe(true);
    expect(spool.health()).toMatchObject({ own: { dropped: {} }, adopted: { dropped: {} } });
    expect(await drain(spool)).toHaveLength(1301);
  });

  it("is kept by processes that end before they had a moment to look", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    let written = 0;
    let dropped = 0;
    for (let pid = 1; pid <= 6; pid += 1) {
      const { spool, store } = openStore({ directory, processes: machine.start(pid), maxBytes: 3 * MIB });
      for (let index = 0; index < 1500; index++) written += Number(spool.append(itemOf(`${pid} ${KILOBYTE}`)));
      expect(bytesIn(directory)).toBeLessThanOrEqual(4.1 * MIB);
      dropped += store.health().unread.records.dropped.spool_full ?? 0;
      machine.kill(pid);
    }
    expect(written).toBe(6 * 1500);
    const { spool, store } = openStore({ directory, processes: machine.start(9) });
    await store.scan();
    const texts = await drain(spool);
    expect(texts.length + dropped).toBe(written);
    // The newest are there.
    expect(texts.filter((text) => text.startsWith("6 "))).toHaveLength(1500);
  });

  it("counts data points of metrics that were never read apart from records", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const clock = new TestClock();
    for (const [pid, signal, count] of [
      [1, "metrics", 26],
      [2, "traces", 3],
    ] as const) {
      const dead = openStore({ directory, clock, processes: machine.start(pid) }, { fingerprint: signal, signal });
      dead.spool.append(itemOf("a", { count }));
      await dead.store.scan();
      machine.kill(pid);
    }
    clock.pass(8 * DAY);
    const { store } = openStore({ directory, clock, processes: machine.start(3) });
    await store.scan();
    expect(store.health().unread).toMatchObject({
      records: { taken: 3, dropped: { expired: 3 } },
      points: { taken: 26, dropped: { expired: 26 } },
    });
  });

  it("refuses records when living processes fill it", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const other = openStore({ directory, processes: machine.start(1) });
    for (let index = 0; index < 3000; index++) other.spool.append(itemOf(KILOBYTE));
    const { spool, store } = openStore({ directory, processes: machine.start(2), maxBytes: 2 * MIB });
    await store.scan();
    expect(spool.append(itemOf("x"))).toBe(false);
    expect(spool.failure).toBe("spool_full");
    expect(await drain(other.spool)).toHaveLength(3000);
  });
});

describe("the age limit of a spool", () => {
  it("drops what is older than 7 days, whoever left it, and counts it", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const clock = new TestClock();
    const dead = openStore(
      { directory, clock, processes: machine.start(1) },
      { fingerprint: "of another destination" },
    );
    for (const text of ["a", "b", "c"]) dead.spool.append(itemOf(text));
    dead.spool.settle(await take(dead.spool, 1));
    machine.kill(1);
    const deleted: DeletedRecords[] = [];
    const onDeleted = (facts: DeletedRecords) => deleted.push(facts);
    const { spool, store } = openStore({ directory, clock, processes: machine.start(2), onDeleted });
    spool.append(itemOf("old"));
    clock.pass(7 * DAY - 1000);
    spool.append(itemOf("young"));
    await store.scan();
    expect(spool.health().own.dropped).toEqual({});
    clock.pass(2000);
    await store.scan();
    expect(store.health().unread.records.dropped).toEqual({ expired: 2 });
    expect(spool.health().own.dropped).toEqual({ expired: 1 });
    expect(await drain(spool)).toEqual(["young"]);
    await turn();
    expect(deleted).toEqual([{ reason: "age", files: 2, bytes: expect.any(Number), maxAgeMillis: 7 * DAY }]);
    expect(deleted[0]?.bytes).toBeGreaterThan(0);
  });

  it("drops adopted records that grow too old, without those that were settled", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const first = openStore({ directory, clock });
    for (const text of ["a", "b", "c"]) first.spool.append(itemOf(text));
    first.store.handOver();
    const { spool, store } = openStore({ directory, clock });
    await store.scan();
    spool.settle(await take(spool, 1));
    clock.pass(8 * DAY);
    await store.scan();
    expect(spool.health().adopted).toEqual({ taken: 3, settled: 1, pending: 0, dropped: { expired: 2 } });
    expect(bytesIn(directory)).toBe(0);
  });

  it("goes by the time that passed for what this process wrote, when its clock is set right meanwhile", async () => {
    const clock = new TestClock();
    const { spool, store } = openStore({ directory: folders.make(), clock });
    spool.append(itemOf("young"));
    clock.pass(DAY / 12);
    spool.append(itemOf("in another file"));
    clock.wall += 180 * DAY;
    clock.dated += 180 * DAY;
    await store.scan();
    expect(spool.health().own.dropped).toEqual({});
    clock.steady += 7 * DAY - DAY / 24;
    await store.scan();
    expect(spool.health().own.dropped).toEqual({ expired: 1 });
  });

  it("does not trust a program that was made to believe in another time", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const first = openStore({ directory, clock }, { fingerprint: "of another destination" });
    first.spool.append(itemOf("a"));
    first.store.handOver();
    clock.wall += 30 * DAY;
    const { store } = openStore({ directory, clock });
    await store.scan();
    expect(store.health().unread.records.dropped).toEqual({});
    clock.dated += 30 * DAY;
    await store.scan();
    expect(store.health().unread.records.dropped).toEqual({ expired: 1 });
  });

  it("does not trust a clock that was never set", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const now = clock.wall;
    clock.wall = 1_000;
    const first = openStore({ directory, clock });
    first.spool.append(itemOf("a"));
    first.store.handOver();
    clock.wall = now;
    const { spool, store } = openStore({ directory, clock });
    await store.scan();
    expect((await take(spool)).map(textOf)).toEqual(["a"]);
  });

  it("begins a new segment each hour, so that a record is not dropped with much older ones", () => {
    const clock = new TestClock();
    const { spool, store } = openStore({ directory: folders.make(), clock });
    for (let minute = 0; minute < 130; minute++) {
      spool.append(itemOf("a"));
      clock.pass(30_000);
      store.beat();
      clock.pass(30_000);
    }
    expect(spool.segments()).toHaveLength(3);
  });
});

describe("a spool of another host that looks old", () => {
  it("is not dropped while it gives signs of life", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const far = openStore({ directory, clock, processes: new TestMachine("cafe").start(1) });
    far.spool.append(itemOf("a"));
    const path = far.spool.segments()[0]?.path ?? "";
    clock.pass(8 * DAY);
    utimesSync(path, clock.wall / 1000, clock.wall / 1000);
    const { store } = openStore({ directory, clock, processes: new TestMachine("beef").start(1) });
    await store.scan();
    expect(existsSync(path)).toBe(true);
  });
});
