import type { Adopted } from "./adoption.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { writeLastSign } from "./last-sign.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { SegmentFile } from "./segment-file.ts";
import { PREAMBLE_BYTES, readPreamble } from "./segment-header.ts";
import { CURSOR_SUFFIX, type SegmentName, segmentFileName } from "./segment-name.ts";
import {
  MAX_SEGMENT_BYTES,
  newSegmentState,
  readRecords,
  type SegmentState,
  type StoredItem,
} from "./segment-reader.ts";
import { SettledPrefix } from "./settled-prefix.ts";
import { errorCode, type FileFacts, type SpoolFs } from "./spool-fs.ts";

export interface OwnedSegmentOptions {
  readonly fs: SpoolFs;
  readonly folder: string;
  readonly path: string;
  readonly name: SegmentName;
  /** Given while this thread wrote or writes it. */
  readonly file?: SegmentFile;
  /** The monotonic time when this thread began it; absent for one of others. */
  readonly openedAt?: number;
  readonly size: number;
  /** When its writer last gave a sign of life; 0 for one of this thread. */
  readonly lastSignMillis: number;
  /** Before this monotonic time its writer may turn out to be alive after all. */
  readonly heldUntil: number;
}

/** A record in the hands of the sender, and the place to settle it at. */
export interface TakenItem {
  readonly item: StoredItem;
  readonly number: number;
}

/** A segment that this thread alone reads, settles and removes. */
export class OwnedSegment {
  readonly name: SegmentName;
  readonly file: SegmentFile | undefined;
  readonly openedAt: number | undefined;
  readonly lastSignMillis: number;
  readonly heldUntil: number;
  readonly path: string;
  readonly cursorPath: string;
  /** Its path when anyone may take it. */
  readonly freePath: string;
  readonly state: SegmentState = newSegmentState();
  /** Not for this code to read or remove. */
  ignored = false;
  /** No longer on disk, or somebody else's. */
  gone = false;
  /** Bytes after the last intact record. */
  torn = false;
  corrupt = 0;
  /** Records in it that are intact and refer to a text that is not. */
  broken = 0;
  /** Records in the hands of the sender. */
  handedOut = 0;
  /** Records that were read, those settled before not counted. */
  loaded = 0;
  /** Reading failed; not to be tried before this monotonic time. */
  blockedUntil = 0;
  readonly #fs: SpoolFs;
  #sealed = false;
  #settled: SettledPrefix | undefined;
  #written = 0;
  #isSignKept = false;
  readonly #ahead = new ReadAhead();
  #readTo = 0;
  /** Up to here records were handed out as they were written. */
  #handedTo = 0;
  #size: number;

  constructor(options: OwnedSegmentOptions) {
    this.#fs = options.fs;
    this.#size = options.size;
    this.name = options.name;
    this.path = options.path;
    const { join } = process.getBuiltinModule("node:path");
    this.cursorPath = join(options.folder, options.name.key + CURSOR_SUFFIX);
    this.freePath = join(options.folder, segmentFileName(options.name.key, undefined));
    this.file = options.file;
    this.openedAt = options.openedAt;
    this.lastSignMillis = options.lastSignMillis;
    this.heldUntil = options.heldUntil;
  }

  /** Nothing will be added, and everything was read. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** Bytes on disk, as far as is known. */
  get size(): number {
    return this.file?.size ?? this.#size;
  }

  /** Where the intact records end, as far as they were read. */
  get readTo(): number {
    return this.#readTo;
  }

  get hasWaiting(): boolean {
    return !this.#ahead.isEmpty;
  }

  /** Records in it that were read and not yet handed out. */
  get waiting(): number {
    return this.#ahead.records;
  }

  /** Records of this thread's own segment that are not read yet. */
  get unread(): number {
    return this.file === undefined ? 0 : this.file.records - this.loaded;
  }

  /** It has records that nobody was given yet. */
  get isWaiting(): boolean {
    return this.hasWaiting || this.unread > 0;
  }

  /** Nothing is left to do with it but to remove it. */
  get finished(): boolean {
    return this.#sealed && !this.hasWaiting && (this.#settled?.outstanding ?? 0) === 0;
  }

  /** Every record so far is settled. */
  get idle(): boolean {
    return !this.hasWaiting && this.unread <= 0 && (this.#settled?.outstanding ?? 0) === 0;
  }

  /** Reads what was added since the last time. Rejects with what the system says. */
  async load(): Promise<void> {
    const to = this.file === undefined ? await this.#sizeOnDisk() : this.file.size;
    if (this.gone || this.ignored || (this.file !== undefined && this.unread <= 0)) return;
    this.#settled ??= new SettledPrefix(this.file === undefined ? readCursor(this.#fs, this.cursorPath, to) : 0);
    if (to <= this.#readTo) return;
    const from = this.#readTo;
    const length = Math.min(to, MAX_SEGMENT_BYTES) - from;
    const bytes = await this.#read(from, length);
    // Dropped meanwhile, and counted as such.
    if (this.gone) return;
    if (from === 0 && !this.#recognise(bytes)) return;
    this.#parse(bytes, from);
  }

  /** As {@link load}, at once, for one of others that was not read yet. @throws what the system says */
  loadNow(): void {
    const to = this.#noteFacts(this.#fs.facts(this.path));
    if (this.gone || this.ignored) return;
    this.#settled ??= new SettledPrefix(readCursor(this.#fs, this.cursorPath, to));
    const bytes = Buffer.from(this.#fs.readHead(this.path, Math.min(to, MAX_SEGMENT_BYTES)));
    if (this.#recognise(bytes)) this.#parse(bytes, 0);
  }

  /** The next records that share a resource, within both limits but at least one. */
  take(maxItems: number, maxBytes: number): readonly TakenItem[] {
    const taken = this.#ahead.take(maxItems, maxBytes).map((item) => {
      this.handedOut += item.count;
      return { item, number: this.#settled?.add(item.end) ?? 0 };
    });
    if (!this.hasWaiting) this.#letGo();
    return taken;
  }

  /** Says that all of it was read and nothing will be added. */
  seal(): void {
    this.#sealed = true;
    this.#letGo();
  }

  /** Hands out the record that was just written without reading it back; undefined while others are to be read first. */
  takeWritten(count: number): number | undefined {
    if (this.file === undefined || this.hasWaiting || this.unread !== count || this.gone) return undefined;
    this.loaded += count;
    this.handedOut += count;
    this.#handedTo = this.file.size;
    this.#settled ??= new SettledPrefix(0);
    return this.#settled.add(this.#handedTo);
  }

  /** False when it was settled before. */
  settle(number: number): boolean {
    return this.#settled?.settle(number) ?? false;
  }

  /** Writes down how far everything is settled. False when that failed. */
  saveCursor(): boolean {
    const offset = this.#settled?.offset ?? 0;
    if (offset === this.#written || this.gone) return true;
    if (!writeCursor(this.#fs, this.cursorPath, offset)) return false;
    this.#written = offset;
    return true;
  }

  /** Notes when the writer of one of others was last alive, for the next owner: until it is read, that is what spans end with that were open. */
  keepLastSign(): void {
    if (this.file !== undefined || this.#sealed || this.ignored || this.#isSignKept) return;
    this.#isSignKept = writeLastSign(this.#fs, this.cursorPath, this.lastSignMillis);
  }

  /** Removes it with its cursor. False when the file is still there. */
  remove(): boolean {
    if (!this.gone && this.file?.detached !== true) {
      try {
        this.#fs.remove(this.path);
      } catch (error) {
        if (errorCode(error) !== "ENOENT") return false;
      }
    }
    this.gone = true;
    this.file?.close();
    try {
      this.#fs.remove(this.cursorPath);
    } catch {
      // Most have none; one that stays is removed when it is old.
    }
    return true;
  }

  /** Lets anyone take it. */
  release(): void {
    this.saveCursor();
    try {
      this.#fs.rename(this.path, this.freePath);
    } catch {
      // It keeps the name of this process, whose end sets it free as well.
    }
  }

  /** Gives up what was read and not handed out. Returns how many records that is. */
  forget(): number {
    const { waiting } = this;
    this.#ahead.clear();
    this.#letGo();
    return waiting;
  }

  /** Views of what was read keep it in memory. */
  #letGo(): void {
    if (this.#sealed && !this.hasWaiting) this.state.pieces.clear();
  }

  async #sizeOnDisk(): Promise<number> {
    return this.#noteFacts(await this.#fs.lookUp(this.path));
  }

  #noteFacts(facts: FileFacts | undefined): number {
    this.#size = facts?.size ?? 0;
    if (facts === undefined) this.gone = true;
    else if (facts.kind !== "file") this.ignored = true;
    return facts?.size ?? 0;
  }

  async #read(from: number, length: number): Promise<Buffer> {
    const open = await this.file?.use((handle) => this.#fs.read(handle, from, length));
    return open ?? this.#fs.read(this.path, from, length);
  }

  /** Whether the first piece may be parsed. A damaged start does not make the records behind it worthless. */
  #recognise(bytes: Buffer): boolean {
    const start = readPreamble(bytes);
    if (start === "ours") return true;
    if (start === "other") {
      this.ignored = true;
      return false;
    }
    if (bytes.byteLength < PREAMBLE_BYTES || bytes.every((byte) => byte === 0)) return true;
    this.corrupt += 1;
    return true;
  }

  #parse(bytes: Buffer, from: number): void {
    const done = Math.max(this.#settled?.offset ?? 0, this.#handedTo);
    const take = (item: StoredItem): void => {
      if (item.end <= done) {
        // Settled before a restart, or handed out as it was written.
        return;
      }
      this.#ahead.push(item);
      this.loaded += item.count;
    };
    const miss = ({ end, count }: Pick<StoredItem, "end" | "count">): void => {
      if (end > done) this.broken += count;
    };
    const scan = readRecords(bytes, from, from === 0 ? PREAMBLE_BYTES : 0, this.state, take, miss);
    this.corrupt += scan.corrupt;
    this.torn = scan.torn;
    // This thread's own file has no half record below its size: what is damaged there is passed over and missed at the end.
    this.#readTo = this.file === undefined ? scan.end : from + bytes.byteLength;
    if (!this.state.known && this.corrupt > 0) {
      this.ignored = true;
      this.corrupt = 0;
    }
  }
}

/** A segment of others, to be read here. */
export function adoptedSegment(
  fs: SpoolFs,
  folder: string,
  { path, name, size, lastSignMillis }: Adopted,
  heldUntil: number,
): OwnedSegment {
  return new OwnedSegment({ fs, folder, path, name, size, lastSignMillis, heldUntil });
}
