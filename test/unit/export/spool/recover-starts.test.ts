import { readdirSync, readFileSync, statSync, truncateSync, unlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FRAME_OVERHEAD } from "../../../../src/export/spool/record-frame.ts";
import type { InterruptedSpan } from "../../../../src/export/spool/recover-starts.ts";
import { FaultyFs } from "./faulty-fs.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, take, temporaryFolder, textOf } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const id = (digit: string): string => digit.repeat(16);
const endInterrupted = ({ spanId, lastSignMillis }: InterruptedSpan): Buffer =>
  Buffer.from(` ended ${spanId.slice(0, 1)} ${lastSignMillis > 0}`);

function startProcess(directory: string, machine: TestMachine, pid: number, clock: TestClock = new TestClock()) {
  const faults = new FaultyFs();
  const opened = openStore({ directory, fs: faults.fs, clock, processes: machine.start(pid) }, { endInterrupted });
  return { ...opened, faults, clock };
}

/** A process that sleeps, ends its span in another segment, sends that, sleeps again, and has a record of the first segment left. */
async function sleepBetweenStartAndEnd(directory: string, machine: TestMachine) {
  const sleeper = startProcess(directory, machine, 1);
  const { spool, clock } = sleeper;
  spool.append(itemOf("waits"));
  spool.appendStart(id("a"), Buffer.from("root"), { name: "s" });
  const waiting = await take(spool);
  clock.pass(50_000);
  spool.append(itemOf("root, ended", { ends: id("a") }));
  const later = await take(spool);
  expect(later.map(textOf)).toEqual(["root, ended"]);
  clock.pass(50_000);
  spool.beat();
  spool.settle(later);
  await take(spool);
  return { ...sleeper, waiting };
}

describe("spans that were open when their process died", () => {
  it("become records with an end, once, and only those that were still open", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    for (const digit of ["a", "b", "c"])
      spool.appendStart(id(digit), Buffer.from(`span ${digit}`), { name: `scope ${digit}` });
    spool.append(itemOf("span a in full", { ends: id("a") }));
    spool.endStart(id("b"));
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    const items = await take(next.spool);
    expect(items.map((item) => [textOf(item), item.scope?.name])).toEqual([
      ["span a in full", "tests"],
      ["span c ended c true", "scope c"],
    ]);
    expect(next.spool.health().recovered).toBe(1);
    machine.kill(2);
    const third = startProcess(directory, machine, 3);
    await third.store.scan();
    expect(await drain(third.spool)).toEqual(["span a in full", "span c ended c true"]);
    expect(third.spool.health().recovered).toBe(0);
    expect(readdirSync(join(directory, readdirSync(directory)[0] ?? ""))).toEqual([]);
  });

  it("are told by the last segment alone, also when the first one is long gone", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("root"), { name: "s" });
    spool.appendStart(id("b"), Buffer.from("done early"), { name: "s" });
    for (let index = 0; index < 2500; index++) spool.append(itemOf(`${index} `.padEnd(1000, "x")));
    spool.append(itemOf("done early, ended", { ends: id("b") }));
    for (let index = 0; index < 1000; index++) spool.append(itemOf("x".repeat(1000)));
    expect(spool.segments()).toHaveLength(4);
    expect(await drain(spool)).toHaveLength(3501);
    expect(spool.segments()).toHaveLength(1);
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["root ended a true"]);
  });

  it("are told once when the segment between two that tell of them was settled and removed", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const first = startProcess(directory, machine, 1);
    first.spool.append(itemOf("first"));
    first.spool.appendStart(id("a"), Buffer.from("root"), { name: "s" });
    // After a sleep it goes on in another segment, twice.
    first.clock.pass(50_000);
    first.spool.appendStart(id("b"), Buffer.from("leaf"), { name: "s" });
    first.clock.pass(50_000);
    first.spool.append(itemOf("last"));
    first.store.handOver();
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    expect((await drain(next.spool)).toSorted()).toEqual(["first", "last", "leaf ended b true", "root ended a true"]);
    expect(next.spool.health().recovered).toBe(2);
  });

  it("are told by their end alone when that was sent, and its segment is done before an older one", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const sleeper = await sleepBetweenStartAndEnd(directory, machine);
    sleeper.store.beat();
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    const [waiting] = await take(next.spool);
    expect(waiting === undefined ? "nothing" : textOf(waiting)).toBe("waits");
    // This one dies as well, with the older segment still there.
    expect(await take(next.spool)).toEqual([]);
    machine.kill(2);
    const third = startProcess(directory, machine, 3);
    await third.store.scan();
    expect(await drain(third.spool)).toEqual(["waits"]);
    expect(third.spool.health().recovered).toBe(0);
    expect(readdirSync(join(directory, readdirSync(directory)[0] ?? ""))).toEqual([]);
  });

  it("are told by their end alone when their process handed over what it had not sent", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const sleeper = await sleepBetweenStartAndEnd(directory, machine);
    sleeper.store.handOver();
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["waits"]);
  });

  it("leave no segment behind once the older one is sent too", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const sleeper = await sleepBetweenStartAndEnd(directory, machine);
    sleeper.store.beat();
    sleeper.spool.settle(sleeper.waiting);
    sleeper.store.beat();
    expect(sleeper.spool.segments()).toEqual([]);
  });

  it("are not taken from the earlier segments of a process that died with many", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("root"), { name: "s" });
    for (let index = 0; index < 2500; index++) spool.append(itemOf("x".repeat(1000)));
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    const texts = await drain(next.spool);
    expect(texts.filter((text) => text.startsWith("root"))).toEqual(["root ended a true"]);
    expect(texts).toHaveLength(2501);
  });

  it("are told once each after rotations in which many began and ended around them", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    const hex = (number: number): string => number.toString(16).padStart(16, "0");
    for (const number of [1, 2, 3]) spool.appendStart(hex(number), Buffer.from(`open ${number}`), { name: "s" });
    for (let number = 10; number < 2510; number++) {
      spool.appendStart(hex(number), Buffer.from(`short ${number}`), { name: "s" });
      spool.append(itemOf("x".repeat(1000), { ends: hex(number) }));
      if (number === 1500) spool.append(itemOf("second, ended", { ends: hex(2) }));
    }
    expect(spool.segments()).toHaveLength(3);
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    const texts = await drain(next.spool);
    const told = texts.filter((text) => !text.startsWith("x"));
    expect(told).toEqual(["second, ended", "open 1 ended 0 true", "open 3 ended 0 true"]);
    expect(next.spool.health().recovered).toBe(2);
    expect(texts).toHaveLength(2503);
  });

  it("are recovered when their process ended without a word, but handed its records over", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool, store } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("span"), { name: "s" });
    store.handOver();
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["span ended a true"]);
  });

  it("end when the process last gave a sign of life", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const ends: number[] = [];
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("span"), { name: "s" });
    utimesSync(spool.segments()[0]?.path ?? "", 1_800_000_000, 1_800_000_000);
    machine.kill(1);
    const next = openStore(
      { directory, processes: machine.start(2) },
      { endInterrupted: ({ lastSignMillis }) => void ends.push(lastSignMillis) },
    );
    await next.store.scan();
    expect(await drain(next.spool)).toEqual([]);
    expect(ends).toEqual([1_800_000_000_000]);
  });

  it.each([
    ["on the same machine", "abc123", 0],
    ["in another container", "cafe", 61_000],
  ])(
    "end so although another process held the file, alive and unread, and died as well (%s)",
    async (_where, place, silence) => {
      const directory = folders.make();
      const clock = new TestClock();
      const ends: number[] = [];
      const machine = new TestMachine(place);
      const holders = new TestMachine();
      const { spool } = startProcess(directory, machine, 1, clock);
      spool.appendStart(id("a"), Buffer.from("span"), { name: "s" });
      const path = spool.segments()[0]?.path ?? "";
      const signMillis = Math.floor((clock.wall - silence) / 1_000) * 1_000;
      utimesSync(path, signMillis / 1_000, signMillis / 1_000);
      machine.kill(1);
      for (const pid of [2, 3]) {
        const holder = startProcess(directory, holders, pid, clock);
        await holder.store.scan();
        clock.pass(15_000);
        holder.store.beat();
        holders.kill(pid);
      }
      const next = openStore(
        { directory, clock, processes: holders.start(4) },
        { endInterrupted: ({ lastSignMillis }) => void ends.push(lastSignMillis) },
      );
      await next.store.scan();
      clock.pass(61_000);
      await drain(next.spool);
      expect(ends).toEqual([signMillis]);
    },
  );

  it("are recovered later when the disk is full, and the half of a record is cut off", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("span"), { name: "s" });
    spool.append(itemOf("other"));
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    let writes = 0;
    next.faults.plan = (operation) =>
      operation === "write" ? (writes++ === 0 ? { bytes: 11 } : { code: "ENOSPC" }) : undefined;
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["other"]);
    expect(next.spool.health().lastReadError).toBe("ENOSPC");
    next.faults.plan = () => undefined;
    next.clock.pass(5_000);
    expect(await drain(next.spool)).toEqual(["span ended a true"]);
    expect(next.spool.health()).toMatchObject({ adoptedSegments: 0, damaged: 0 });
  });

  it.each(["the next record", "a sign of life"])(
    "are told of with %s when the disk was full as they began",
    async (what) => {
      const directory = folders.make();
      const machine = new TestMachine();
      const { spool, store, faults, clock } = startProcess(directory, machine, 1);
      spool.appendStart(id("a"), Buffer.from("before"), { name: "s" });
      faults.plan = (operation) => (operation === "write" ? { code: "ENOSPC" } : undefined);
      expect(spool.appendStart(id("b"), Buffer.from("while"), { name: "s" })).toBe(false);
      clock.pass(1_000);
      expect(spool.appendStart(id("c"), Buffer.from("while"), { name: "s" })).toBe(false);
      faults.plan = () => undefined;
      clock.pass(5_000);
      if (what === "a sign of life") store.beat();
      else spool.append(itemOf("while, ended", { ends: id("c") }));
      machine.kill(1);
      const next = startProcess(directory, machine, 2);
      await next.store.scan();
      const ended = (await drain(next.spool)).toSorted();
      const third = what === "a sign of life" ? "while ended c true" : "while, ended";
      expect(ended).toEqual(["before ended a true", "while ended b true", third]);
      expect(readdirSync(directory).flatMap((folder) => readdirSync(join(directory, folder)))).toEqual([]);
    },
  );

  it("are recovered behind a record that was cut off", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("span"), { name: "s" });
    spool.append(itemOf("cut off"));
    const path = spool.segments()[0]?.path ?? "";
    truncateSync(path, statSync(path).size - 3);
    machine.kill(1);
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["span ended a true"]);
    expect(next.spool.health().damaged).toBe(0);
  });

  /** A process that died with one open span and two segments, its first still there. */
  function twoSegments(directory: string, machine: TestMachine): readonly [string, string] {
    const { spool } = startProcess(directory, machine, 1);
    spool.appendStart(id("a"), Buffer.from("root"), { name: "s" });
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    machine.kill(1);
    const [first, second] = spool.segments();
    return [first?.path ?? "", second?.path ?? ""];
  }

  async function interrupted(directory: string, machine: TestMachine): Promise<string[]> {
    const next = startProcess(directory, machine, 2);
    await next.store.scan();
    return (await drain(next.spool)).filter((text) => !text.startsWith("x"));
  }

  it("are not told by an earlier segment when another process has finished with the last one", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const [, second] = twoSegments(directory, machine);
    unlinkSync(second);
    expect(await interrupted(directory, machine)).toEqual([]);
  });

  it("are told by the segment before when the last one was not begun in full", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const [first, second] = twoSegments(directory, machine);
    // As it is when the process dies while it begins the second: no mark at the end of the first, no header in the second.
    truncateSync(first, statSync(first).size - FRAME_OVERHEAD);
    truncateSync(second, readFileSync(second).indexOf('{"fingerprint"'));
    expect(await interrupted(directory, machine)).toEqual(["root ended a true"]);
  });

  it("do not keep more than 10,000 or 4 MiB in memory", () => {
    const { spool } = startProcess(folders.make(), new TestMachine(), 1);
    const hex = (number: number): string => number.toString(16).padStart(16, "0");
    let recorded = 0;
    for (let index = 1; index <= 10_010; index++) {
      if (spool.appendStart(hex(index), Buffer.alloc(10), { name: "s" })) recorded += 1;
    }
    expect(recorded).toBe(10_000);
    spool.endStart(hex(1));
    expect(spool.appendStart(hex(20_000), Buffer.alloc(5_000_000), { name: "s" })).toBe(false);
    expect(spool.appendStart(hex(20_001), Buffer.alloc(10), { name: "s" })).toBe(true);
  });
});
