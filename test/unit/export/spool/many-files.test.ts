import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { segmentFileName, segmentKey } from "../../../../src/export/spool/segment-name.ts";
import { fingerprintFolder } from "../../../../src/export/spool/spool-folder.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { openStore, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

/** What so many processes left that could not reach their backend. */
function leave(files: number): string {
  const directory = folders.make();
  const folder = join(directory, fingerprintFolder("of others"));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let file = 0; file < files; file += 1) {
    const key = segmentKey(Date.now() - file, file.toString(16).padStart(16, "0"), 1);
    writeFileSync(join(folder, segmentFileName(key, undefined)), "", { mode: 0o600 });
  }
  return directory;
}

describe("a folder with the files of many other processes", () => {
  it("does not hold a process that has nothing left to do", async () => {
    const script = fileURLToPath(new URL("./spool-looker-process.ts", import.meta.url));
    const started = performance.now();
    const child = spawn(process.execPath, [script, leave(2_000), "10"], { stdio: ["ignore", "inherit", "inherit"] });
    expect((await once(child, "close"))[0]).toBe(0);
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 40_000);

  it("is looked at no further once the client is over", async () => {
    const fs = nodeSpoolFs() as SpoolFs;
    let looks = 0;
    const lookUp: SpoolFs["lookUp"] = (path) => {
      looks += 1;
      return fs.lookUp(path);
    };
    const { store } = openStore({ directory: leave(2_000), fs: { ...fs, lookUp } });
    store.start();
    while (looks < 10) await sleep(1);
    store.handOver();
    const before = looks;
    await sleep(200);
    expect(looks).toBeLessThan(before + 10);
  });
});
