import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { decodeHeader } from "../../../../src/export/spool/segment-header.ts";
import { newSegmentState, readRecords } from "../../../../src/export/spool/segment-reader.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { createSpoolStore } from "../../../../src/export/spool/spool-store.ts";
import { fakeOwnTimers } from "../../../support/own-timers.ts";
import { FaultyFs } from "./faulty-fs.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, take, temporaryFolder, textOf } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("createSpoolStore()", () => {
  it("is nothing where there is no file system", () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    expect(createSpoolStore({ directory: "/nowhere" })).toBeUndefined();
  });

  it("writes who made a segment, without what may be a secret", async () => {
    const directory = folders.make();
    const destination = { name: "d", url: "https://user:pass@example.com:8443/v1/traces?key=1#x" };
    const { spool } = openStore({ directory }, { destination });
    spool.append(itemOf("a"));
    const path = spool.segments()[0]?.path ?? "";
    const bytes = await (nodeSpoolFs() as SpoolFs).read(path, 0, 10_000);
    const state = newSegmentState();
    readRecords(bytes, 0, 8, state, () => undefined);
    expect(state.header).toMatchObject({
      fingerprint: "f",
      signal: "traces",
      destination: { name: "d", url: "https://example.com:8443/v1/traces" },
      pid: process.pid,
      threadId: expect.any(Number),
      hostName: expect.any(String),
    });
    for (const secret of ["user", "pass", "key=1"]) expect(bytes.includes(secret)).toBe(false);
    expect(decodeHeader(Buffer.from("no header"))).toBeUndefined();
  });

  it("does not keep a process alive, which leaves its records to the next one", async () => {
    const directory = folders.make();
    mkdirSync(dirname(directory), { recursive: true });
    const code = `
      const { openStore, itemOf } = await import(${JSON.stringify(new URL("./spool-fixture.ts", import.meta.url).href)});
      const { store, spool } = openStore({ directory: ${JSON.stringify(directory)}, durability: "power" });
      store.start();
      spool.append(itemOf("left"));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "inherit" });
    expect(await once(child, "exit")).toEqual([0, null]);
    const { store, spool } = openStore({ directory });
    await store.scan();
    expect(await drain(spool)).toEqual(["left"]);
  });

  it("looks for segments of the dead at once and then each minute, and says when some came in", async () => {
    fakeOwnTimers();
    const directory = folders.make();
    const machine = new TestMachine();
    const leave = (pid: number): void => {
      const faults = new FaultyFs();
      openStore({ directory, fs: faults.fs, processes: machine.start(pid) }).spool.append(itemOf(`of ${pid}`));
      faults.close();
      machine.kill(pid);
    };
    const onWaiting = vi.fn();
    leave(1);
    const { store, spool } = openStore({ directory, processes: machine.start(10) }, { onWaiting });
    store.start();
    await vi.waitUntil(() => onWaiting.mock.calls.length === 1);
    expect(await drain(spool)).toEqual(["of 1"]);
    leave(2);
    vi.advanceTimersByTime(59_000);
    expect(await drain(spool)).toEqual([]);
    vi.advanceTimersByTime(1_000);
    await vi.waitUntil(() => onWaiting.mock.calls.length === 2);
    expect(await drain(spool)).toEqual(["of 2"]);
    store.handOver();
  });

  it("says each minute that what could not be read is still to be read", async () => {
    fakeOwnTimers();
    const directory = folders.make();
    const machine = new TestMachine();
    const dead = new FaultyFs();
    openStore({ directory, fs: dead.fs, processes: machine.start(1) }).spool.append(itemOf("late"));
    dead.close();
    machine.kill(1);
    const faults = new FaultyFs();
    faults.plan = (operation) => (operation === "read" ? { code: "EIO" } : undefined);
    const clock = new TestClock();
    const onWaiting = vi.fn();
    const { store, spool } = openStore(
      { directory, fs: faults.fs, clock, processes: machine.start(10) },
      { onWaiting },
    );
    store.start();
    await vi.waitUntil(() => onWaiting.mock.calls.length === 1);
    expect(await drain(spool)).toEqual([]);
    faults.plan = () => undefined;
    clock.pass(60_000);
    vi.advanceTimersByTime(60_000);
    await vi.waitUntil(() => onWaiting.mock.calls.length === 2);
    expect(await drain(spool)).toEqual(["late"]);
    vi.advanceTimersByTime(60_000);
    await store.scan();
    expect(onWaiting).toHaveBeenCalledTimes(2);
    store.handOver();
  });

  it("gives signs of life each 20 s for all that it holds", () => {
    fakeOwnTimers();
    const faults = new FaultyFs();
    const touched: unknown[] = [];
    const clock = new TestClock();
    const { store, spool } = openStore({ directory: folders.make(), fs: faults.fs, clock });
    faults.plan = (operation, path) => {
      if (operation === "touch") touched.push(path);
      return undefined;
    };
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    clock.pass(20_000);
    vi.advanceTimersByTime(20_000);
    expect(touched.sort()).toEqual(spool.segments().map(({ path }) => path));
    expect(touched).toHaveLength(2);
    store.handOver();
    vi.advanceTimersByTime(60_000);
    expect(touched).toHaveLength(2);
  });
});

describe('durability "power"', () => {
  it("brings records to the disk at most each 100 ms, and only when there are new ones", async () => {
    fakeOwnTimers();
    const faults = new FaultyFs();
    let syncs = 0;
    faults.plan = (operation) => {
      if (operation === "sync") syncs += 1;
      return undefined;
    };
    const { store, spool } = openStore({ directory: folders.make(), fs: faults.fs, durability: "power" });
    for (let index = 0; index < 100; index++) spool.append(itemOf("a"));
    expect(syncs).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(syncs).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(syncs).toBe(1);
    spool.append(itemOf("b"));
    await vi.advanceTimersByTimeAsync(100);
    expect(syncs).toBe(2);
    store.handOver();
  });

  it("also brings the end of a full segment to the disk", async () => {
    const faults = new FaultyFs();
    const synced = new Set<unknown>();
    faults.plan = (operation, handle) => {
      if (operation === "sync") synced.add(handle);
      return undefined;
    };
    const { store, spool } = openStore({ directory: folders.make(), fs: faults.fs, durability: "power" });
    for (let index = 0; index < 1500; index++) spool.append(itemOf("x".repeat(1000)));
    await vi.waitUntil(() => synced.size === 2);
    store.handOver();
  });
});

describe("a small disk", () => {
  const mounted: string[] = [];
  afterAll(() => {
    for (const folder of mounted) execFileSync("umount", ["-l", folder]);
  });

  function mountTwoMebibytes(): string | undefined {
    const folder = folders.make();
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return undefined;
    }
    mounted.push(folder);
    return folder;
  }

  it("that is full refuses records, and takes them again when there is room", async ({ skip }) => {
    const directory = mountTwoMebibytes();
    if (directory === undefined) return skip("only root may mount");
    const clock = new TestClock();
    const { store, spool } = openStore({ directory, clock });
    const accepted: string[] = [];
    for (let index = 0; index < 4000; index++) {
      if (spool.append(itemOf(`${index} ${"x".repeat(1000)}`))) accepted.push(String(index));
    }
    expect(spool.failure).toBe("ENOSPC");
    expect(accepted.length).toBeGreaterThan(1000);
    const read = [];
    for (let items = await take(spool); items.length > 0; items = await take(spool)) {
      read.push(...items.map((item) => textOf(item).split(" ")[0]));
      spool.settle(items);
    }
    expect(read).toEqual(accepted);
    clock.pass(5_000);
    expect(spool.append(itemOf("again"))).toBe(true);
    expect(await drain(spool)).toEqual(["again"]);
    store.handOver();
    expect(readdirSync(join(directory, readdirSync(directory)[0] ?? ""))).toEqual([]);
  });
});
