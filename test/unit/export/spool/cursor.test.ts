import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCursor, writeCursor } from "../../../../src/export/spool/cursor.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { drain, itemOf, openStore, take, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);
const fs = nodeSpoolFs() as SpoolFs;

/** A segment whose first two of four records are settled. */
async function halfSettled(): Promise<{ directory: string; cursor: string }> {
  const directory = folders.make();
  const { store, spool } = openStore({ directory });
  for (const text of ["a", "b", "c", "d"]) spool.append(itemOf(text));
  spool.settle(await take(spool, 2));
  store.handOver();
  const folder = join(directory, readdirSync(directory)[0] ?? "");
  return { directory, cursor: join(folder, readdirSync(folder).find((name) => name.endsWith(".ack")) ?? "") };
}

async function texts(directory: string): Promise<string[]> {
  const { store, spool } = openStore({ directory });
  await store.scan();
  return drain(spool);
}

describe("readCursor()", () => {
  it("gives back what was written, the last time", () => {
    const path = folders.make();
    mkdirSync(dirname(path));
    expect(readCursor(fs, path, 5000)).toBe(0);
    for (const offset of [1234, 4321]) {
      expect(writeCursor(fs, path, offset)).toBe(true);
      expect(readCursor(fs, path, 5000)).toBe(offset);
    }
  });

  it("begins at 0 when the cursor lies past the end", () => {
    const path = folders.make();
    mkdirSync(dirname(path));
    writeCursor(fs, path, 5001);
    expect(readCursor(fs, path, 5000)).toBe(0);
  });

  it("begins at 0 with any one bit flipped", () => {
    const path = folders.make();
    mkdirSync(dirname(path));
    writeCursor(fs, path, 0x12345);
    const bytes = fs.readHead(path, 8);
    for (let bit = 0; bit < 64; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped);
      expect(readCursor(fs, path, 0x7fffffff), `bit ${bit}`).toBe(0);
    }
  });
});

describe("a cursor file", () => {
  it("keeps settled records from being sent again", async () => {
    const { directory } = await halfSettled();
    expect(await texts(directory)).toEqual(["c", "d"]);
  });

  it.each([
    ["NaN as text", Buffer.from("NaN")],
    ["zeros", Buffer.alloc(8)],
    ["0xff", Buffer.alloc(8, 0xff)],
    ["nothing", Buffer.alloc(0)],
    ["seven bytes", Buffer.alloc(7, 1)],
    ["a number inside a record, without its checksum", Buffer.from([200, 0, 0, 0, 0, 0, 0, 0])],
  ])("that holds %s costs duplicates and loses nothing", async (_, bytes) => {
    const { directory, cursor } = await halfSettled();
    writeFileSync(cursor, bytes);
    expect(await texts(directory)).toEqual(["a", "b", "c", "d"]);
  });

  it("that is a folder or a link costs duplicates, and the start does not hang", async () => {
    for (const put of [mkdirSync, (path: string) => symlinkSync("/dev/zero", path)]) {
      const { directory, cursor } = await halfSettled();
      fs.remove(cursor);
      put(cursor);
      expect(await texts(directory)).toEqual(["a", "b", "c", "d"]);
    }
  });
});
