import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAME_TYPES, makeFrame, scanFrames } from "../../../../src/export/spool/record-frame.ts";
import { PREAMBLE_BYTES } from "../../../../src/export/spool/segment-header.ts";
import { newSegmentState, readRecords } from "../../../../src/export/spool/segment-reader.ts";
import { readSpliced } from "../../../../src/export/spool/spliced-frames.ts";
import { joinSplices } from "../../../../src/internal/spliced-bytes.ts";
import { FaultyFs } from "./faulty-fs.ts";
import {
  drain,
  itemOf,
  openStore,
  scope,
  splicedItemOf,
  TestMachine,
  take,
  temporaryFolder,
  textOf,
} from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

function piece(letter: string, length: number = 300): Uint8Array {
  return Buffer.from(letter.repeat(length));
}

const A = piece("a");
const B = piece("b");
const SHORT = piece("s", 5);

/** The only segment file under a spool directory. */
function segmentIn(directory: string): { readonly folderName: string; readonly name: string; readonly bytes: Buffer } {
  const folderName = readdirSync(directory)[0] ?? "";
  const name = readdirSync(join(directory, folderName)).find((file) => file.endsWith(".seg")) ?? "";
  return { folderName, name, bytes: readFileSync(join(directory, folderName, name)) };
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("a spool of records that share texts", () => {
  it("writes each text once and gives every record whole, in order, among others", async () => {
    const directory = folders.make();
    const first = openStore({ directory });
    first.spool.append(splicedItemOf("one", [A]));
    first.spool.append(itemOf("plain"));
    first.spool.append(splicedItemOf("two", [A, SHORT, B], "tail"));
    first.spool.append(splicedItemOf("three", [B, A]));
    expect((await take(first.spool, 2)).map(textOf)).toEqual([`one[${A}]`, "plain"]);
    first.store.handOver();
    const text = segmentIn(directory).bytes.toString("latin1");
    expect([times(text, String(A)), times(text, String(B))]).toEqual([1, 1]);
    const second = openStore({ directory });
    await second.store.scan();
    const all = await take(second.spool);
    expect(all.map(textOf)).toEqual([`one[${A}]`, "plain", `two[${A},sssss,${B}]tail`, `three[${B},${A}]`]);
    expect(all[2]?.byteLength).toBe(textOf(all[2] as never).length);
    second.store.handOver();
  });

  it("begins each segment without any", async () => {
    const directory = folders.make();
    const { spool, store } = openStore({ directory });
    for (let n = 0; n < 5; n += 1) spool.append(splicedItemOf(`${n}`.padEnd(400_000, "x"), [A, B]));
    expect(spool.segments().length).toBeGreaterThan(1);
    for (const { path } of spool.segments()) expect(times(readFileSync(path, "latin1"), String(A)), path).toBe(1);
    expect((await drain(spool)).map((text) => text.slice(400_000))).toEqual(Array(5).fill(`[${A},${B}]`));
    store.handOver();
  });

  it("repeats a text in each record when the segment holds as many as it may", async () => {
    const directory = folders.make();
    const { spool, store } = openStore({ directory, maxPieces: 1 });
    spool.append(splicedItemOf("1", [A, B]));
    spool.append(splicedItemOf("2", [B, A]));
    const text = segmentIn(directory).bytes.toString("latin1");
    expect([times(text, String(A)), times(text, String(B))]).toEqual([1, 2]);
    expect(await drain(spool)).toEqual([`1[${A},${B}]`, `2[${B},${A}]`]);
    store.handOver();
  });

  it("counts what a record is when it is whole against the bytes of a batch", async () => {
    const { spool, store } = openStore({ directory: folders.make() });
    for (const name of ["1", "2", "3"]) spool.append(splicedItemOf(name, [A, B]));
    const batch = await spool.next(10, 1_300);
    expect(batch?.items.map(textOf)).toEqual([`1[${A},${B}]`, `2[${A},${B}]`]);
    store.handOver();
  });

  it("keeps spans that are open in the same way, in each segment that tells of them", async () => {
    const directory = folders.make();
    const machine = new TestMachine();
    const first = openStore({ directory, processes: machine.start(1) });
    const { splices = [] } = splicedItemOf("", [A, SHORT, B]);
    const open = (id: number): boolean =>
      first.spool.appendStart(String(id).padStart(16, "0"), Buffer.from("fields"), scope, [
        { at: 3, text: splices[0]?.text as never },
      ]);
    expect([open(1), open(2)]).toEqual([true, true]);
    first.spool.append(splicedItemOf("item", [A, B]));
    for (let n = 0; n < 2; n += 1) first.spool.append(itemOf("x".repeat(900_000)));
    first.spool.append(splicedItemOf("ended", [B], "", { ends: "2".padStart(16, "0") }));
    expect(open(3)).toBe(true);
    const files = first.spool.segments().map(({ path }) => readFileSync(path, "latin1"));
    expect(files.map((text) => [times(text, String(A)), times(text, String(B))])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    machine.kill(1);
    const endInterrupted = ({ spanId }: { readonly spanId: string }): Buffer => Buffer.from(`|${Number(spanId)}`);
    const second = openStore({ directory, processes: machine.start(2) }, { endInterrupted });
    await second.store.scan();
    const texts = (await drain(second.spool)).filter((text) => !text.startsWith("x"));
    expect(texts.toSorted()).toEqual(
      [`item[${A},${B}]`, `ended[${B}]`, `fie[${A},sssss,${B}]lds|1`, `fie[${A},sssss,${B}]lds|3`].toSorted(),
    );
    second.store.handOver();
  });

  it.each(["ENOSPC", "short"])("writes a text again after a write that failed (%s)", async (how) => {
    const directory = folders.make();
    const faults = new FaultyFs();
    const { spool, store } = openStore({ directory, fs: faults.fs });
    spool.append(itemOf("first"));
    let left = 2;
    faults.plan = (operation) => {
      if (operation !== "write" || left-- <= 0) return undefined;
      return how === "short" && left === 1 ? { bytes: 400 } : { code: "ENOSPC" };
    };
    expect(spool.append(splicedItemOf("lost", [A, B]))).toBe(false);
    faults.plan = () => undefined;
    store.handOver();
    const again = openStore({ directory });
    again.spool.append(splicedItemOf("kept", [A, B]));
    await again.store.scan();
    expect((await drain(again.spool)).toSorted()).toEqual(["first", `kept[${A},${B}]`]);
    expect(again.spool.health()).toMatchObject({ damaged: 0, adopted: { dropped: {} }, own: { dropped: {} } });
    again.store.handOver();
  });

  it("goes on in the same segment after a write that failed, and refers to nothing that is not there", async () => {
    const faults = new FaultyFs();
    let steady = 0;
    const clock = { now: () => 1_800_000_000_000, monotonic: () => steady, onDisk: () => 1_800_000_000_000 };
    const { spool, store } = openStore({ directory: folders.make(), fs: faults.fs, clock });
    spool.append(splicedItemOf("first", [A]));
    faults.plan = (operation) => (operation === "write" ? { code: "ENOSPC" } : undefined);
    expect(spool.append(splicedItemOf("lost", [A, B]))).toBe(false);
    faults.plan = () => undefined;
    steady += 10_000;
    spool.append(splicedItemOf("next", [B, A]));
    expect(await drain(spool)).toEqual([`first[${A}]`, `next[${B},${A}]`]);
    store.handOver();
  });

  it("gives any records back as they were, whatever their texts and places", async () => {
    const texts = ["", "é", "x".repeat(255), "y".repeat(256), "z".repeat(70_000)].map((text) => Buffer.from(text));
    const splice = fc.record({ at: fc.nat(20), pieces: fc.array(fc.constantFrom(...texts), { maxLength: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(splice, { maxLength: 3 }), { maxLength: 8 }), async (records) => {
        const { spool, store } = openStore({ directory: folders.make(), maxPieces: 3 });
        const expected: string[] = [];
        for (const [n, splices] of records.entries()) {
          const fields = `${n}`.padEnd(20, ".");
          const places = splices
            .toSorted((a, b) => a.at - b.at)
            .flatMap(({ at, pieces }) => (splicedItemOf("", pieces).splices ?? []).map(({ text }) => ({ at, text })));
          const item = itemOf(fields, { splices: places });
          expected.push(Buffer.from(joinSplices({ bytes: Buffer.from(fields), splices: places })).toString());
          expect(spool.append(item)).toBe(true);
        }
        expect(await drain(spool)).toEqual(expected);
        store.handOver();
      }),
      { numRuns: 100 },
    );
  });
});

describe("a damaged segment of records that share texts", () => {
  let segment: ReturnType<typeof segmentIn>;
  /** Each frame, and which records are lost with it. */
  const frames: { readonly end: number; readonly lost: readonly string[] }[] = [];
  const RECORDS = { one: `one[${A}]`, plain: "plain", two: `two[${A},${B}]`, three: `three[${B}]` };

  beforeAll(() => {
    const directory = folders.make();
    const { store, spool } = openStore({ directory });
    spool.append(splicedItemOf("one", [A]));
    spool.append(itemOf("plain"));
    spool.append(splicedItemOf("two", [A, B]));
    spool.append(splicedItemOf("three", [B]));
    store.handOver();
    segment = segmentIn(directory);
    const lostWith = [["one", "two"], ["one"], ["plain"], ["two", "three"], ["two"], ["three"]];
    scanFrames(segment.bytes, PREAMBLE_BYTES, segment.bytes.length, (type, _start, end) => {
      const isRecord = type === FRAME_TYPES.piece || type === FRAME_TYPES.spliced || type === FRAME_TYPES.item;
      frames.push({ end, lost: isRecord ? (lostWith.shift() ?? []) : [] });
    });
    expect(lostWith).toEqual([]);
  });

  function expectedWithout(lost: readonly string[]): string[] {
    return Object.entries(RECORDS).flatMap(([name, text]) => (lost.includes(name) ? [] : [text]));
  }

  async function readLeft(bytes: Uint8Array) {
    const directory = folders.make();
    const folder = join(directory, segment.folderName);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, segment.name), bytes);
    const { store, spool } = openStore({ directory });
    await store.scan();
    const texts = await drain(spool);
    const { adopted } = spool.health();
    store.handOver();
    return { texts, adopted, files: existsSync(folder) ? readdirSync(folder) : [] };
  }

  it("cut at any byte gives exactly the records before the cut, and is removed", async () => {
    for (let cut = 0; cut <= segment.bytes.length; cut += 1) {
      const { texts, files } = await readLeft(segment.bytes.subarray(0, cut));
      const lost = frames.flatMap(({ end, lost: names }) => (end <= cut ? [] : names));
      expect(texts, `cut at ${cut}`).toEqual(expectedWithout(lost));
      expect(files, `cut at ${cut}`).toEqual([]);
    }
  });

  it("with any one bit flipped gives what does not need the frame that holds it, as it was", () => {
    for (let bit = PREAMBLE_BYTES * 8; bit < segment.bytes.length * 8; bit += 1) {
      const bytes = Buffer.from(segment.bytes);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const hit = frames.find(({ end }) => bit >> 3 < end);
      const texts: string[] = [];
      let broken = 0;
      const state = newSegmentState();
      const onBroken = ({ count }: { readonly count: number }): void => {
        broken += count;
      };
      const scan = readRecords(bytes, 0, PREAMBLE_BYTES, state, (item) => texts.push(textOf(item as never)), onBroken);
      expect(texts, `bit ${bit}`).toEqual(expectedWithout(hit?.lost ?? []));
      expect(scan.corrupt + (scan.torn ? 1 : 0), `bit ${bit}`).toBe(1);
      expect(4 - texts.length - broken, `bit ${bit}`).toBeLessThanOrEqual(1);
    }
  });

  it("says how many records are lost with a text, by reason, and is removed", async () => {
    const bytes = Buffer.from(segment.bytes);
    const at = bytes.indexOf(A);
    bytes[at + 10] = 0;
    const { texts, adopted, files } = await readLeft(bytes);
    expect(texts).toEqual(["plain", RECORDS.three]);
    expect(adopted).toEqual({ taken: 4, settled: 2, pending: 0, dropped: { corrupt: 2 } });
    expect(files).toEqual([]);
  });

  it("says the same of a segment of its own", async () => {
    const directory = folders.make();
    const { spool, store } = openStore({ directory });
    spool.append(splicedItemOf("one", [A]));
    spool.append(splicedItemOf("two", [A, B]));
    const { path } = spool.segments()[0] as { path: string };
    const bytes = readFileSync(path);
    bytes[bytes.indexOf(A) + 10] = 0;
    writeFileSync(path, bytes);
    spool.append(splicedItemOf("three", [B]));
    for (let n = 0; n < 2; n += 1) spool.append(itemOf("x".repeat(900_000)));
    expect((await drain(spool)).map((text) => text.slice(0, 5))).toEqual(["three", "xxxxx", "xxxxx"]);
    expect(spool.health().own).toEqual({ taken: 5, settled: 3, pending: 0, dropped: { corrupt: 2 } });
    store.handOver();
  });
});

describe("readSpliced()", () => {
  it("never throws and makes nothing longer than a record may be, whatever the bytes are", () => {
    const pieces = new Map([[0, new Uint8Array(1024 * 1024)]]);
    const words = fc.array(fc.oneof(fc.nat(40), fc.constantFrom(0, 0x80000001, 0xffffffff)), { maxLength: 40 });
    fc.assert(
      fc.property(words, (numbers) => {
        const bytes = Buffer.alloc(numbers.length * 4);
        for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4);
        const read = readSpliced(bytes, 0, bytes.length, pieces);
        if (read !== undefined) expect(joinSplices(read).byteLength).toBeLessThan(16 * 1024 * 1024);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses a record that refers to a text more often than fits", () => {
    const words = Buffer.alloc(4 * (3 + 64));
    words.writeUInt32LE(0, 0);
    words.writeUInt32LE(0, 4);
    words.writeUInt32LE(64, 8);
    expect(readSpliced(words, 0, words.length, new Map([[0, new Uint8Array(1024 * 1024)]]))).toBeUndefined();
    expect(readSpliced(words, 0, words.length, new Map([[0, new Uint8Array(1024)]]))?.splices).toHaveLength(1);
  });

  it("passes over a piece that is too short to have an id", () => {
    const state = newSegmentState();
    const frame = Buffer.from(makeFrame(FRAME_TYPES.piece, Uint8Array.of(1, 2)));
    expect(readRecords(frame, 0, 0, state, () => undefined)).toEqual({ end: frame.length, corrupt: 0, torn: false });
    expect(state.pieces.size).toBe(0);
  });
});
