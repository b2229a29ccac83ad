import { readdirSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { FaultyFs } from "./faulty-fs.ts";
import {
  drain,
  itemOf,
  openStore,
  scope,
  TestClock,
  TestMachine,
  take,
  temporaryFolder,
  textOf,
} from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

function faulty(): ReturnType<typeof openStore> & {
  readonly faults: FaultyFs;
  readonly clock: TestClock;
  readonly directory: string;
  readonly machine: TestMachine;
} {
  const faults = new FaultyFs();
  const clock = new TestClock();
  const machine = new TestMachine();
  const directory = folders.make();
  const opened = openStore({ directory, fs: faults.fs, clock, processes: machine.start(1) });
  return { ...opened, faults, clock, directory, machine };
}

/** What the next process finds. */
async function afterDeath(directory: string, machine: TestMachine): Promise<string[]> {
  machine.kill(1);
  const { store, spool } = openStore({ directory, processes: machine.start(99) });
  await store.scan();
  const texts = await drain(spool);
  store.handOver();
  return texts;
}

const segmentPath = ({ spool }: ReturnType<typeof openStore>): string => spool.segments()[0]?.path ?? "";

describe("a disk that fails while records are written", () => {
  it.each(["ENOSPC", "EDQUOT", "EIO", "EROFS"])(
    "says %s, tries again after 5 s and keeps the rest whole",
    async (code) => {
      const { spool, faults, clock, directory, machine } = faulty();
      expect(spool.append(itemOf("before"))).toBe(true);
      faults.plan = (operation) => (operation === "write" ? { code } : undefined);
      expect(spool.append(itemOf("lost"))).toBe(false);
      expect(spool.failure).toBe(code);
      faults.plan = () => undefined;
      clock.pass(4_999);
      expect(spool.append(itemOf("too early"))).toBe(false);
      clock.pass(1);
      expect(spool.append(itemOf("after"))).toBe(true);
      expect(spool.failure).toBeUndefined();
      expect(spool.health().own.taken).toBe(2);
      expect(await drain(spool)).toEqual(["before", "after"]);
      expect(await afterDeath(directory, machine)).toEqual([]);
    },
  );

  it.each(["EMFILE", "ENFILE", "EACCES"])(
    "says %s when no file can be opened, and goes on when one can",
    async (code) => {
      const { spool, faults, clock } = faulty();
      faults.plan = (operation) => (operation === "create" ? { code } : undefined);
      expect(spool.append(itemOf("lost"))).toBe(false);
      expect(spool.failure).toBe(code);
      faults.plan = () => undefined;
      clock.pass(5_000);
      expect(spool.append(itemOf("kept"))).toBe(true);
      expect(await drain(spool)).toEqual(["kept"]);
    },
  );

  it("cuts a record off that was written in part", async () => {
    const { spool, faults, clock, directory, machine } = faulty();
    spool.append(itemOf("before"));
    let writes = 0;
    faults.plan = (operation) => {
      if (operation !== "write") return undefined;
      return writes++ === 0 ? { bytes: 7 } : { code: "ENOSPC" };
    };
    expect(spool.append(itemOf("in part"))).toBe(false);
    faults.plan = () => undefined;
    clock.pass(5_000);
    spool.append(itemOf("after"));
    expect(spool.segments()).toHaveLength(1);
    expect(await afterDeath(directory, machine)).toEqual(["before", "after"]);
  });

  it("goes on in a new segment when the part cannot be cut off", async () => {
    const { spool, faults, clock, directory, machine } = faulty();
    spool.append(itemOf("before"));
    let writes = 0;
    faults.plan = (operation) => {
      if (operation === "truncate") return { code: "EIO" };
      if (operation !== "write") return undefined;
      return writes++ === 0 ? { bytes: 7 } : { code: "EIO" };
    };
    expect(spool.append(itemOf("in part"))).toBe(false);
    faults.plan = () => undefined;
    clock.pass(5_000);
    spool.append(itemOf("after"));
    expect(spool.segments()).toHaveLength(2);
    expect(await afterDeath(directory, machine)).toEqual(["before", "after"]);
  });

  it("takes a write in pieces for one record", async () => {
    const { spool, faults } = faulty();
    let writes = 0;
    faults.plan = (operation) => (operation === "write" && writes++ % 2 === 0 ? { bytes: 3 } : undefined);
    for (const text of ["a", "b", "c"]) expect(spool.append(itemOf(text))).toBe(true);
    faults.plan = () => undefined;
    expect(await drain(spool)).toEqual(["a", "b", "c"]);
  });

  it("leaves nothing behind when not even the head of a segment can be written", () => {
    const { spool, faults, directory } = faulty();
    faults.plan = (operation) => (operation === "write" ? { code: "ENOSPC" } : undefined);
    expect(spool.append(itemOf("x"))).toBe(false);
    expect(spool.segments()).toEqual([]);
    expect(readdirSync(join(directory, readdirSync(directory)[0] ?? ""))).toEqual([]);
  });

  it("never fills the last 5 % of a disk", () => {
    const directory = folders.make();
    const fs: SpoolFs = { ...(nodeSpoolFs() as SpoolFs), used: () => 0.96 };
    const { spool } = openStore({ directory, fs });
    expect(spool.append(itemOf("x"))).toBe(false);
    expect(spool.failure).toBe("disk_nearly_full");
  });

  it("refuses a record that is too long for a frame, and nothing else", async () => {
    const { spool } = faulty();
    expect(spool.append(itemOf("x", { length: 0x1000000 }))).toBe(false);
    expect(spool.failure).toBe("too_large");
    expect(spool.append(itemOf("y"))).toBe(true);
    expect(await drain(spool)).toEqual(["y"]);
  });
});

describe("a disk that fails while records are read or removed", () => {
  it("reads again after EIO", async () => {
    const { spool, faults, clock } = faulty();
    spool.append(itemOf("a"));
    faults.plan = (operation) => (operation === "read" ? { code: "EIO" } : undefined);
    expect(await take(spool)).toEqual([]);
    expect(spool.health().lastReadError).toBe("EIO");
    faults.plan = () => undefined;
    clock.pass(5_000);
    expect(await drain(spool)).toEqual(["a"]);
  });

  it("does not close a file that is being read, whose number the next file would get", async () => {
    const { spool, faults } = faulty();
    spool.append(itemOf("a"));
    const calls: string[] = [];
    faults.plan = (operation, target) => {
      if (operation === "read" || operation === "close") calls.push(`${operation} ${target}`);
      return undefined;
    };
    const reading = take(spool);
    await Promise.resolve();
    await Promise.resolve();
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    expect(spool.segments()).toHaveLength(2);
    expect(calls).toEqual([expect.stringMatching(/^read \d+$/)]);
    expect((await reading).map(textOf)).toEqual(["a"]);
    expect(calls).toEqual([calls[0], calls[0]?.replace("read", "close")]);
  });

  it("keeps a segment that cannot be removed from being sent again, and removes it later", async () => {
    const { spool, faults, directory, machine } = faulty();
    spool.append(itemOf("a"));
    machine.kill(1);
    const next = new FaultyFs();
    const second = openStore({ directory, fs: next.fs, processes: machine.start(2) });
    next.plan = (operation) => (operation === "remove" ? { code: "EPERM" } : undefined);
    await second.store.scan();
    expect(await drain(second.spool)).toEqual(["a"]);
    expect(await drain(second.spool)).toEqual([]);
    second.store.handOver();
    const third = openStore({ directory, processes: machine.start(3) });
    await third.store.scan();
    expect(await drain(third.spool)).toEqual([]);
    third.store.handOver();
    expect(readdirSync(join(directory, readdirSync(directory)[0] ?? ""))).toEqual([]);
    faults.close();
  });

  it("leaves records to the next start when they cannot be renamed at the end", async () => {
    const { spool, store, faults, directory, machine } = faulty();
    spool.append(itemOf("a"));
    faults.plan = (operation) => (operation === "rename" ? { code: "EPERM" } : undefined);
    store.handOver();
    expect(await afterDeath(directory, machine)).toEqual(["a"]);
  });

  it("goes on without a cursor that cannot be written", async () => {
    const { spool, faults, directory, machine } = faulty();
    for (const text of ["a", "b"]) spool.append(itemOf(text));
    faults.plan = (operation) => (operation === "writeHead" ? { code: "ENOSPC" } : undefined);
    spool.settle(await take(spool, 1));
    expect((await take(spool)).map(textOf)).toEqual(["b"]);
    expect(await afterDeath(directory, machine)).toEqual(["a", "b"]);
  });
});

describe("files that somebody removes", () => {
  it("reads on what was removed while it was open, and writes to a new file", async () => {
    const opened = faulty();
    const { spool } = opened;
    spool.append(itemOf("a"));
    unlinkSync(segmentPath(opened));
    spool.append(itemOf("b"));
    opened.store.beat();
    spool.append(itemOf("c"));
    expect(spool.segments()).toHaveLength(2);
    expect(await drain(spool)).toEqual(["a", "b", "c"]);
    expect(spool.health().own).toEqual({ taken: 3, settled: 3, pending: 0, dropped: {} });
    opened.store.handOver();
    opened.faults.close();
  });

  it("makes the folder again when it was removed", async () => {
    const opened = faulty();
    const { spool, directory } = opened;
    spool.append(itemOf("a"));
    rmSync(directory, { recursive: true });
    expect((await take(spool)).map(textOf)).toEqual(["a"]);
    expect(spool.append(itemOf("b"))).toBe(true);
    expect(statSync(spool.segments().at(-1)?.path ?? "").isFile()).toBe(true);
    expect(await drain(spool)).toEqual(["b"]);
  });

  it("counts the records of a closed file that was removed", async () => {
    const { spool } = faulty();
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    const [closed, live] = spool.segments();
    unlinkSync(closed?.path ?? "");
    const read = await drain(spool);
    expect(read).toHaveLength(live?.file?.records ?? 0);
    expect(spool.health().own.dropped).toEqual({ vanished: 1500 - read.length });
    expect(spool.health().own.pending).toBe(0);
  });

  it("leaves a closed file to the process that took it", async () => {
    const { spool } = faulty();
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    const [closed] = spool.segments();
    const path = closed?.path ?? "";
    renameSync(path, join(dirname(path), `${closed?.name.key}.free.v2.seg`));
    const read = await drain(spool);
    expect(spool.health().own).toEqual({ taken: read.length, settled: read.length, pending: 0, dropped: {} });
  });

  it("counts what the disk gives back other than it was written", async () => {
    const { spool, faults } = faulty();
    for (const text of ["aaaa", "bbbb", "cccc"]) spool.append(itemOf(text));
    const real = nodeSpoolFs() as SpoolFs;
    const read = real.read.bind(real);
    const { fs } = faults;
    Object.assign(fs, { read });
    // One byte of the middle record, through a handle of its own: the segment is opened for appending only.
    const path = spool.segments()[0]?.path ?? "";
    const bytes = real.readHead(path, 4096);
    const damaged = Buffer.from(bytes);
    damaged[damaged.indexOf("bbbb")] = 0;
    real.writeHead(path, damaged);
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000), { scope }));
    const texts = await drain(spool);
    expect(texts.slice(0, 3)).toEqual(["aaaa", "cccc", "x".repeat(1000)]);
    expect(spool.health().own).toEqual({ taken: 1503, settled: 1502, pending: 0, dropped: { corrupt: 1 } });
  });
});

describe("a writer that was asleep", () => {
  it("never appends again to a segment that others may have taken after 45 s", async () => {
    const { spool, clock } = faulty();
    spool.append(itemOf("a"));
    clock.pass(45_001);
    spool.append(itemOf("b"));
    expect(spool.segments()).toHaveLength(2);
    expect(await drain(spool)).toEqual(["a", "b"]);
  });

  it.each([
    ["the wall clock alone moved on, as after a suspended machine", 60_000, 0],
    ["the wall clock was set back an hour meanwhile", -3_600_000, 60_000],
  ])("notices also when %s", (_, wall, steady) => {
    const { spool, clock } = faulty();
    spool.append(itemOf("a"));
    clock.wall += wall;
    clock.steady += steady;
    spool.append(itemOf("b"));
    expect(spool.segments()).toHaveLength(2);
  });

  it("goes on in its segment while it gives signs of life", () => {
    const { spool, store, clock } = faulty();
    for (let index = 0; index < 10; index++) {
      spool.append(itemOf("a"));
      clock.pass(20_000);
      store.beat();
      clock.pass(20_000);
    }
    expect(spool.segments()).toHaveLength(1);
  });
});
