import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { SYSTEM_CLOCK } from "../../../../src/export/spool/spool-clock.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);
afterEach(() => {
  vi.useRealTimers();
});

it("knows the time of the disk, whatever the program's clock was made to say, and leaves no file behind", () => {
  const fs = nodeSpoolFs() as SpoolFs;
  const directory = folders.make();
  expect(SYSTEM_CLOCK.onDisk(fs, directory)).toBeUndefined();
  mkdirSync(directory, { recursive: true });
  const before = Date.now();
  vi.useFakeTimers({ now: 0 });
  const told = SYSTEM_CLOCK.onDisk(fs, join(directory)) ?? 0;
  expect(Math.abs(told - before)).toBeLessThan(60_000);
  expect(readdirSync(directory)).toEqual([]);
});
