import fs, { type Stats, statSync, truncateSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { InterruptedSpan } from "../../../../src/export/spool/recover-starts.ts";
import { drain, itemOf, openStore, TestClock, TestMachine, take, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const { openSync, ftruncateSync, fstatSync } = fs;
const { platform } = process;
const endInterrupted = ({ spanId }: InterruptedSpan): Buffer => Buffer.from(` ended ${spanId.slice(0, 1)}`);

/** Node on Windows: a file that is open for appending cannot be cut, and before 22.17 and 24.2 an open file is on another device than its name. */
function likeWindows(): void {
  const appending = new Set<number>();
  Object.defineProperty(process, "platform", { value: "win32" });
  vi.spyOn(fs, "openSync").mockImplementation((path, flags, mode) => {
    const file = openSync(path, flags as number, mode);
    if ((Number(flags) & fs.constants.O_APPEND) === 0) appending.delete(file);
    else appending.add(file);
    return file;
  });
  vi.spyOn(fs, "ftruncateSync").mockImplementation((file, length) => {
    if (appending.has(file)) throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    ftruncateSync(file, length);
  });
  vi.spyOn(fs, "fstatSync").mockImplementation(((file: number) => {
    const stats = fstatSync(file);
    stats.dev += 1;
    return stats;
  }) as (file: number) => Stats as typeof fstatSync);
}

describe("a spool on Windows", () => {
  beforeEach(likeWindows);
  afterEach(() => {
    vi.restoreAllMocks();
    Object.defineProperty(process, "platform", { value: platform });
  });

  it("cuts off the half of a record before it adds the spans that were open", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const { spool } = openStore({ directory, processes: machine.start(1) });
    spool.appendStart("a".repeat(16), Buffer.from("span"), { name: "s" });
    spool.append(itemOf("cut off"));
    const path = spool.segments()[0]?.path ?? "";
    truncateSync(path, statSync(path).size - 3);
    machine.kill(1);
    const next = openStore({ directory, processes: machine.start(2) }, { endInterrupted });
    await next.store.scan();
    expect(await drain(next.spool)).toEqual(["span ended a"]);
    expect(next.spool.health()).toMatchObject({ damaged: 0, adoptedSegments: 0, recovered: 1 });
    expect(next.spool.health().lastReadError).toBeUndefined();
  });

  it("goes on in the same file", async () => {
    const clock = new TestClock();
    const { spool } = openStore({ directory: folders.make(), clock });
    for (const text of ["a", "b", "c"]) {
      spool.append(itemOf(text));
      expect(await take(spool)).toHaveLength(1);
      spool.beat();
      clock.pass(1_000);
    }
    expect(spool.segments()).toHaveLength(1);
  });
});
