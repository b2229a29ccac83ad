import fs, { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { systemProcesses } from "../../../../src/export/spool/process-identity.ts";
import { parseSegmentName, segmentFileName, segmentKey } from "../../../../src/export/spool/segment-name.ts";
import { FaultyFs } from "./faulty-fs.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, take, temporaryFolder, textOf } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const folderIn = (directory: string): string => join(directory, readdirSync(directory)[0] ?? "");

function setAge(path: string, clock: TestClock, millis: number): void {
  const seconds = (clock.wall - millis) / 1000;
  utimesSync(path, seconds, seconds);
}

describe("segment names", () => {
  const owner = { place: "c0ffee", pid: 4711, startTime: "123", instance: "0123456789abcdef" };

  it("say who may read the segment, and sort by age", () => {
    const key = segmentKey(1_700_000_000_000, owner.instance, 7);
    expect(parseSegmentName(segmentFileName(key, owner))).toEqual({
      key,
      createdMillis: 1_700_000_000_000,
      writer: owner.instance,
      sender: undefined,
      sequence: 7,
      owner,
    });
    expect(parseSegmentName(segmentFileName(key, undefined))?.owner).toBeUndefined();
    expect(segmentKey(999, owner.instance, 2) < key).toBe(true);
  });

  it.each([
    "",
    "x.seg",
    "1700000000000-0123456789abcdef-000007.v2.seg",
    "1700000000000-0123456789abcdef-000007.free.seg",
    "../../etc/passwd.free.v2.seg",
  ])("are not %j", (name) => {
    expect(parseSegmentName(name)).toBeUndefined();
  });
});

describe("systemProcesses()", () => {
  it.runIf(existsSync("/proc/self/stat"))("knows this process, another, and one that is not there", () => {
    const processes = systemProcesses();
    expect(processes.self).toMatchObject({ pid: process.pid, place: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(processes.startTimeOf(process.pid)).toBe(processes.self.startTime);
    expect(processes.startTimeOf(process.ppid)).toMatch(/^\d+$/);
    expect(processes.startTimeOf(0x3fffffff)).toBeUndefined();
  });

  describe("without /proc", () => {
    const { platform } = process;
    const { readFileSync } = fs;
    afterEach(() => {
      vi.restoreAllMocks();
      Object.defineProperty(process, "platform", { value: platform });
    });

    function systemWithoutProc(name: NodeJS.Platform): ReturnType<typeof systemProcesses> {
      Object.defineProperty(process, "platform", { value: name });
      vi.spyOn(fs, "readFileSync").mockImplementation(((path: string, encoding: "latin1") => {
        if (path.startsWith("/proc/")) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
        return readFileSync(path, encoding);
      }) as typeof readFileSync);
      return systemProcesses();
    }

    it.each(["darwin", "win32"] as const)(
      "knows on %s that a process is gone, and nothing of one that is there",
      (name) => {
        const processes = systemWithoutProc(name);
        expect(processes.self).toMatchObject({ place: expect.stringMatching(/^[0-9a-f]{12}$/), startTime: "0" });
        expect(processes.startTimeOf(process.ppid)).toBe("0");
        expect(processes.startTimeOf(0x3fffffff)).toBeUndefined();
      },
    );

    it("knows no place where containers may have one name", () => {
      expect(systemWithoutProc("freebsd").self.place).toBe("0");
    });
  });
});

describe("adoption", () => {
  it("takes a segment whose process id now belongs to another process", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    openStore({ directory, processes: machine.start(1, "100") }).spool.append(itemOf("a"));
    machine.running.set(1, "999");
    const next = openStore({ directory, processes: machine.start(2) });
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["a"]);
  });

  it("takes one whose process is gone at once, and one whose id a process has after 60 s, where no start of a process is known", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const machine = new TestMachine();
    const open = (pid: number) => openStore({ directory, clock, processes: machine.start(pid, "0") });
    open(1).spool.append(itemOf("gone"));
    const other = open(2);
    other.spool.append(itemOf("there"));
    machine.kill(1);
    const next = open(3);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["gone"]);
    setAge(other.spool.segments()[0]?.path ?? "", clock, 61_000);
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["there"]);
  });

  it("takes one of another machine or container only after 60 s without a sign of life", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const other = openStore({ directory, clock, processes: new TestMachine("cafe").start(1) });
    other.spool.append(itemOf("a"));
    const path = other.spool.segments()[0]?.path ?? "";
    const here = openStore({ directory, clock, processes: new TestMachine("beef").start(1) });
    setAge(path, clock, 59_000);
    await here.store.scan();
    expect(await take(here.spool)).toEqual([]);
    setAge(path, clock, 61_000);
    await here.store.scan();
    const third = openStore({ directory, clock, processes: new TestMachine("f00d").start(1) });
    await third.store.scan();
    expect(await take(third.spool)).toEqual([]);
    expect((await take(here.spool)).map(textOf)).toEqual(["a"]);
  });

  it("waits a minute before it removes such a segment, and sends what its writer added meanwhile", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const slow = openStore({ directory, clock, processes: new TestMachine("cafe").start(1) });
    slow.spool.append(itemOf("a"));
    setAge(slow.spool.segments()[0]?.path ?? "", clock, 61_000);
    const here = openStore({ directory, clock, processes: new TestMachine("beef").start(1) });
    await here.store.scan();
    expect(await drain(here.spool)).toEqual(["a"]);
    expect(slow.spool.append(itemOf("b"))).toBe(true);
    slow.store.beat();
    expect(slow.spool.append(itemOf("c"))).toBe(true);
    clock.pass(2_000);
    expect(await drain(here.spool)).toEqual(["b"]);
    expect(here.spool.health().adoptedSegments).toBe(1);
    clock.pass(60_000);
    expect(await drain(here.spool)).toEqual([]);
    expect(here.spool.health().adoptedSegments).toBe(0);
    expect((await drain(slow.spool)).includes("c")).toBe(true);
  });

  it("takes one whose time lies in the future when it does not change for a minute", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const other = openStore({ directory, clock, processes: new TestMachine("cafe").start(1) });
    other.spool.append(itemOf("a"));
    setAge(other.spool.segments()[0]?.path ?? "", clock, -3_600_000);
    const here = openStore({ directory, clock, processes: new TestMachine("beef").start(1) });
    await here.store.scan();
    expect(await take(here.spool)).toEqual([]);
    clock.pass(61_000);
    await here.store.scan();
    expect((await take(here.spool)).map(textOf)).toEqual(["a"]);
  });

  it("never takes one of a living process, however silent it is", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const machine = new TestMachine();
    const blocked = openStore({ directory, clock, processes: machine.start(1) });
    blocked.spool.append(itemOf("a"));
    setAge(blocked.spool.segments()[0]?.path ?? "", clock, 86_400_000);
    const here = openStore({ directory, clock, processes: machine.start(2) });
    await here.store.scan();
    expect(await take(here.spool)).toEqual([]);
    expect(await drain(blocked.spool)).toEqual(["a"]);
  });

  it("leaves what it cannot look up, says why, and takes it when it can", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const faulty = new FaultyFs();
    const other = openStore({ directory, clock, processes: new TestMachine("cafe").start(1) });
    other.spool.append(itemOf("a"));
    const path = other.spool.segments()[0]?.path ?? "";
    setAge(path, clock, 61_000);
    const here = openStore({ directory, clock, fs: faulty.fs, processes: new TestMachine("beef").start(1) });
    faulty.plan = (operation) => (operation === "lookUp" ? { code: "EACCES" } : undefined);
    await here.store.scan();
    expect(await take(here.spool)).toEqual([]);
    expect(here.spool.health().lastReadError).toBe("EACCES");
    faulty.plan = (operation, target) => (operation === "facts" && target === path ? { code: "EIO" } : undefined);
    await here.store.scan();
    expect(await take(here.spool)).toEqual([]);
    faulty.plan = () => undefined;
    await here.store.scan();
    expect((await take(here.spool)).map(textOf)).toEqual(["a"]);
  });

  it("passes over links, folders and other files", async () => {
    const directory = folders.make();
    const first = openStore({ directory });
    first.spool.append(itemOf("a"));
    first.store.handOver();
    const folder = folderIn(directory);
    const key = (sequence: number): string => segmentKey(1_700_000_000_000, "0123456789abcdef", sequence);
    symlinkSync("/dev/zero", join(folder, segmentFileName(key(1), undefined)));
    mkdirSync(join(folder, segmentFileName(key(2), undefined)));
    writeFileSync(join(folder, "notes.txt"), "not ours");
    const next = openStore({ directory });
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["a"]);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it("brings in 1,000 segments of the dead in bounded time, some at a time", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const dead = openStore({ directory, processes: machine.start(2) });
    dead.spool.append(itemOf("a"));
    machine.kill(2);
    const { path = "", name } = dead.spool.segments()[0] ?? {};
    for (let sequence = 2; sequence <= 1000; sequence++) {
      const key = segmentKey(1_700_000_000_000 + sequence, name?.writer ?? "", sequence);
      copyFileSync(path, join(folderIn(directory), segmentFileName(key, name?.owner)));
    }
    const cpu = process.cpuUsage();
    const next = openStore({ directory, processes: machine.start(1) });
    await next.store.scan();
    expect(next.spool.health().adoptedSegments).toBeLessThanOrEqual(64);
    const texts = await drain(next.spool);
    expect(texts).toHaveLength(1000);
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1000).toBeLessThan(3000);
    expect(readdirSync(folderIn(directory))).toEqual([]);
  });

  it("removes cursors that are left without a segment, when they are old", async () => {
    const directory = folders.make();
    const clock = new TestClock();
    const { store, spool } = openStore({ directory, clock });
    spool.append(itemOf("a"));
    const folder = folderIn(directory);
    const stray = (sequence: number): string =>
      join(folder, `${segmentKey(1_700_000_000_000, "0123456789abcdef", sequence)}.v2.ack`);
    for (const sequence of [1, 2]) writeFileSync(stray(sequence), "12345678");
    setAge(stray(1), clock, 700_000);
    await store.scan();
    expect([existsSync(stray(1)), existsSync(stray(2))]).toEqual([false, true]);
  });
});

describe("worker threads", () => {
  it("write their own segments, and one that ends is taken over by the process", async () => {
    const directory = folders.make();
    const fixture = new URL("./spool-fixture.ts", import.meta.url).href;
    const code = `
      import { itemOf, openStore } from ${JSON.stringify(fixture)};
      import { workerData, parentPort } from "node:worker_threads";
      const { spool } = openStore({ directory: workerData.directory });
      for (let index = 0; index < 50; index++) spool.append(itemOf(workerData.name + index));
      parentPort.postMessage("written");
      setInterval(() => undefined, 1000);`;
    const clock = new TestClock();
    const main = openStore({ directory, clock });
    main.spool.append(itemOf("main"));
    const workers = ["a", "b"].map(
      (name) =>
        new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: { directory, name } }),
    );
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("message", resolve))));
    await main.store.scan();
    expect(await drain(main.spool)).toEqual(["main"]);
    await Promise.all(workers.map((worker) => worker.terminate()));
    main.store.beat();
    for (const name of readdirSync(folderIn(directory))) {
      if (!main.spool.segments().some(({ path }) => path.endsWith(name)))
        setAge(join(folderIn(directory), name), clock, 61_000);
    }
    await main.store.scan();
    const texts = await drain(main.spool);
    expect(new Set(texts).size).toBe(100);
    expect(texts).toHaveLength(100);
  });
});
