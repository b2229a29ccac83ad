import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crc32, FRAME_OVERHEAD, scanFrames, sealFrame } from "../../../../src/export/spool/record-frame.ts";
import { PREAMBLE_BYTES, preamble, readPreamble } from "../../../../src/export/spool/segment-header.ts";
import { newSegmentState, readRecords } from "../../../../src/export/spool/segment-reader.ts";
import { drain, itemOf, openStore, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

const TEXTS = ["zero", "one", "two, which is longer", "three", "4"];
let segment: Buffer;
let segmentName: string;
let folderName: string;
/** Where each frame begins and ends, and the text of those that are items. */
const frames: { readonly start: number; readonly end: number; readonly text?: string }[] = [];

beforeAll(() => {
  const directory = folders.make();
  const { store, spool } = openStore({ directory });
  for (const text of TEXTS) spool.append(itemOf(text));
  store.handOver();
  folderName = readdirSync(directory)[0] ?? "";
  segmentName = readdirSync(join(directory, folderName)).find((name) => name.endsWith(".free.v2.seg")) ?? "";
  segment = readFileSync(join(directory, folderName, segmentName));
  let start = PREAMBLE_BYTES;
  let item = 0;
  scanFrames(segment, start, segment.length, (type, _payload, end) => {
    frames.push(type === 1 ? { start, end, text: TEXTS[item++] ?? "" } : { start, end });
    start = end;
  });
});

/** A spool directory in which a dead process left these bytes. */
function leave(bytes: Uint8Array): { readonly directory: string; readonly folder: string; readonly path: string } {
  const directory = folders.make();
  const folder = join(directory, folderName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, segmentName);
  writeFileSync(path, bytes);
  return { directory, folder, path };
}

async function readLeft(bytes: Uint8Array): Promise<{ texts: string[]; damaged: number; files: string[] }> {
  const { directory, folder } = leave(bytes);
  const { store, spool } = openStore({ directory });
  await store.scan();
  const texts = await drain(spool);
  const { damaged } = spool.health();
  store.handOver();
  return { texts, damaged, files: existsSync(folder) ? readdirSync(folder) : [] };
}

function parse(bytes: Buffer): { texts: string[]; corrupt: number; torn: boolean } {
  const texts: string[] = [];
  const onItem = ({ bytes: text }: { bytes: Uint8Array }): void => void texts.push(Buffer.from(text).toString());
  const { corrupt, torn } = readRecords(bytes, 0, PREAMBLE_BYTES, newSegmentState(), onItem);
  return { texts, corrupt, torn };
}

describe("a damaged segment", () => {
  it("cut at any byte gives exactly the records before the cut, and is removed", async () => {
    for (let cut = 0; cut <= segment.length; cut++) {
      const { texts, files } = await readLeft(segment.subarray(0, cut));
      expect(texts, `cut at ${cut}`).toEqual(frames.flatMap(({ end, text }) => (text && end <= cut ? [text] : [])));
      expect(files, `cut at ${cut}`).toEqual([]);
    }
  });

  it("with any one bit flipped loses at most the record that holds the bit, and says so", () => {
    for (let bit = PREAMBLE_BYTES * 8; bit < segment.length * 8; bit++) {
      const bytes = Buffer.from(segment);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { texts, corrupt, torn } = parse(bytes);
      const hit = frames.findIndex(({ end }) => bit >> 3 < end);
      expect(texts, `bit ${bit}`).toEqual(frames.flatMap(({ text }, index) => (text && index !== hit ? [text] : [])));
      expect(corrupt + (torn ? 1 : 0), `bit ${bit}`).toBe(1);
    }
  });

  it("with a flipped bit in its first bytes gives every record", async () => {
    for (let bit = 0; bit < PREAMBLE_BYTES * 8; bit++) {
      const bytes = Buffer.from(segment);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await readLeft(bytes), `bit ${bit}`).toEqual({ texts: TEXTS, damaged: 1, files: [] });
    }
  });

  it.each([
    ["zeros", Buffer.alloc(5000)],
    ["0xff", Buffer.alloc(5000, 0xff)],
    ["a length of 0xffffffff", Buffer.from([255, 255, 255, 255, 1, 2, 3, 4, 1, 65])],
    ["the mark of a frame over and over", Buffer.alloc(5000, 0xa5)],
  ])("with a tail of %s gives what stands before it", async (_, tail) => {
    expect(await readLeft(Buffer.concat([segment, tail]))).toEqual({ texts: TEXTS, damaged: 0, files: [] });
  });

  it("with zeros in the middle gives what stands around them", async () => {
    const middle = frames.at(-3)?.end ?? 0;
    const bytes = Buffer.concat([segment.subarray(0, middle), Buffer.alloc(4096), segment.subarray(middle)]);
    expect(await readLeft(bytes)).toEqual({ texts: TEXTS, damaged: 1, files: [] });
  });

  it("of zeros alone is removed", async () => {
    expect(await readLeft(Buffer.alloc(segment.length))).toEqual({ texts: [], damaged: 0, files: [] });
  });

  it("of something else under our name is left alone", async () => {
    const bytes = Buffer.from("SQLite format 3\0 and what follows it".repeat(100));
    const { texts, damaged, files } = await readLeft(bytes);
    expect({ texts, damaged, files }).toEqual({ texts: [], damaged: 0, files: [segmentName] });
  });

  it("of another version of the format is left alone, and so is a file whose name is of another version", async () => {
    const newer = Buffer.from(segment);
    newer.set(preamble(3));
    expect(await readLeft(newer)).toEqual({ texts: [], damaged: 0, files: [segmentName] });
    const { directory, folder, path } = leave(segment);
    copyFileSync(path, join(folder, `${segmentName}2`));
    const { store, spool } = openStore({ directory });
    await store.scan();
    expect(await drain(spool)).toEqual(TEXTS);
    store.handOver();
    expect(readdirSync(folder)).toEqual([`${segmentName}2`]);
  });

  it("bounds the search for the next record, however many lengths look right", () => {
    const bytes = Buffer.alloc(1024 * 1024);
    // Each fourth byte begins what could be a frame of 256 KiB.
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(0xa5040001, at);
    const before = process.cpuUsage();
    expect(scanFrames(bytes, 0, bytes.length, () => undefined)).toEqual({ end: 0, corrupt: 0, torn: true });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});

describe("readPreamble()", () => {
  it("tells a new version from a damaged one", () => {
    expect(readPreamble(preamble(2))).toBe("ours");
    expect(readPreamble(preamble(1))).toBe("other");
    expect(readPreamble(preamble(3))).toBe("other");
    expect(readPreamble(preamble(0x0102))).toBe("other");
    expect(readPreamble(Buffer.from("AGSP\x02\0\xfe\xff", "latin1"))).toBe("damaged");
    expect(readPreamble(Buffer.alloc(0))).toBe("damaged");
  });
});

describe("sealFrame()", () => {
  it("writes length, mark, checksum and type, little endian", () => {
    const buffer = Buffer.alloc(FRAME_OVERHEAD + 3);
    buffer.write("abc", FRAME_OVERHEAD);
    sealFrame(buffer, 0, 4, 3);
    expect(buffer.subarray(0, 4)).toEqual(Buffer.from([4, 0, 0, 0xa5]));
    expect(buffer.readUInt32LE(4)).toBe(crc32(Buffer.from("\x04abc")));
    expect(buffer[8]).toBe(4);
  });
});
