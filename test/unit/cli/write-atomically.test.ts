import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { writeAtomically } from "../../../src/cli/files/write-atomically.ts";

const folder = mkdtempSync(join(tmpdir(), "agentscribe-write-"));
const path = join(folder, "out.jsonl");
const module = new URL("../../../src/cli/files/write-atomically.ts", import.meta.url).href;

async function* pieces(): AsyncGenerator<string> {
  yield "one\n";
  yield "ü".repeat(100_000);
}

describe("writeAtomically()", () => {
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  });

  it("writes all pieces", async () => {
    await writeAtomically(path, pieces(), () => undefined);
    expect(readFileSync(path, "utf8")).toBe(`one\n${"ü".repeat(100_000)}`);
    expect(readdirSync(folder)).toEqual(["out.jsonl"]);
  });

  it.skipIf(process.platform === "win32")("takes the place of no pipe or device", async () => {
    spawnSync("mkfifo", [path]);
    await expect(writeAtomically(path, pieces(), () => undefined)).rejects.toThrow("it is no file");
    expect(statSync(path).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(["out.jsonl"]);
  });

  it.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"])(
    "leaves nothing when %s ends it",
    (signal) => {
      const program = `const { writeAtomically } = await import(${JSON.stringify(module)});
      const { readdirSync } = await import("node:fs");
      const hold = setInterval(() => {}, 1_000);
      async function* pieces() {
        yield "one\\n";
        console.log(readdirSync(${JSON.stringify(folder)}).length);
        process.kill(process.pid, ${JSON.stringify(signal)});
        await new Promise(() => {});
      }
      await writeAtomically(${JSON.stringify(path)}, pieces(), () => undefined);`;
      const ended = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
      expect([ended.stdout, ended.signal]).toEqual(["1\n", signal]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  // Where a file may not become so long, the system takes as much as fits, as it does on a disk that is nearly full.
  it.skipIf(process.platform === "win32")("leaves nothing where only a part of the last piece fits", () => {
    const program = `const { writeAtomically } = await import(${JSON.stringify(module)});
      async function* pieces() { yield "one\\n"; yield "x".repeat(200_000); }
      await writeAtomically(${JSON.stringify(path)}, pieces(), () => undefined).catch(({ message }) => console.log(message));`;
    const node = [process.execPath, "--input-type=module", "--eval", program];
    const { stdout } = spawnSync("sh", ["-c", 'ulimit -f 64; exec "$0" "$@"', ...node], { encoding: "utf8" });
    expect(stdout).toBe(`${path} cannot be written: EFBIG\n`);
    expect(readdirSync(folder)).toEqual([]);
  });
});
