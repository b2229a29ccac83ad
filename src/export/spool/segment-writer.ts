import type { Splice } from "../../internal/spliced-bytes.ts";
import { DiskSync } from "./disk-sync.ts";
import { type AppendedItem, appendedLength, ITEM_HEAD_BYTES, NO_SCOPE, sealItem } from "./item-frame.ts";
import { encodeStart, OpenStarts } from "./open-starts.ts";
import { PieceTable } from "./piece-table.ts";
import { endFrame, resourceFrame, type SpoolResource, type SpoolScope } from "./record-context.ts";
import { FRAME_TYPES, MAX_PAYLOAD_BYTES, makeFrame } from "./record-frame.ts";
import { ScopeIndexes } from "./scope-indexes.ts";
import type { SegmentFile } from "./segment-file.ts";
import { SegmentMaker, type SegmentMakerOptions } from "./segment-maker.ts";
import { SignOfLife } from "./sign-of-life.ts";
import { SplicedFrames } from "./spliced-frames.ts";
import { errorCode } from "./spool-fs.ts";
import { WriteFailure } from "./write-failure.ts";

export interface SegmentWriterOptions extends SegmentMakerOptions {
  /** Is asked before each append and returns the same object while nothing changed. */
  readonly resource: () => SpoolResource;
  readonly onOpen: (file: SegmentFile) => void;
  /** The file gets no more records. */
  readonly onClose: (file: SegmentFile) => void;
  readonly durability: "process" | "power";
  /** Pieces of text that a segment holds for its items to refer to. @defaultValue 8,192 */
  readonly maxPieces?: number;
}

const SEGMENT_BYTES = 1024 * 1024;
const SEGMENT_AGE_MILLIS = 3_600_000;
/** Others may take a segment after 60 s without a sign of life. */
const SILENCE_MILLIS = 45_000;
const NO_FILE = -1;

/** The segment a thread writes, one after another. A record that `append` answered true for survives the end of the process. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #starts = new OpenStarts();
  readonly #scopes = new ScopeIndexes();
  /** For the segment that is being written. */
  #spliced: SplicedFrames;
  #file: SegmentFile | undefined;
  #latest: SegmentFile | undefined;
  #headBytes = 0;
  #resource: SpoolResource | undefined;
  readonly #maker: SegmentMaker;
  readonly #alive: SignOfLife;
  readonly #begun: SignOfLife;
  readonly #disk: DiskSync | undefined;
  readonly #failure: WriteFailure;
  /** What the clocks said when it was last asked whether to write: early enough for a sign of life. */
  #wall = 0;
  #steady = 0;
  /** A span is open that no file tells of. */
  #isUntold = false;
  #closed = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#maker = new SegmentMaker(options);
    this.#failure = new WriteFailure(options.clock);
    this.#spliced = new SplicedFrames(new PieceTable(options.maxPieces));
    this.#alive = new SignOfLife(options.clock);
    this.#begun = new SignOfLife(options.clock);
    this.#disk = options.durability === "power" ? new DiskSync(options.fs, (error) => this.#fail(error)) : undefined;
  }

  /** What is being written; undefined between two segments. */
  get file(): SegmentFile | undefined {
    return this.#file;
  }

  /** Whether a file is being written, or tells which spans are open, should this process die: the last one, as long as there are any. */
  needs(file: SegmentFile | undefined): boolean {
    return file !== undefined && (file === this.#file || (file === this.#latest && this.#starts.size > 0));
  }

  /** Why the last append failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure.reason;
  }

  /** True when the record is in the file. False when it is not, and {@link failure} says why. */
  append(item: AppendedItem): boolean {
    const ended = item.ends !== undefined && this.#starts.has(item.ends) ? item.ends : undefined;
    const written = this.#appendItem(item, ended);
    // Not before: a new segment has to tell of it until the record is there. A record that goes another way has ended its span too.
    if (ended !== undefined) this.#starts.remove(ended);
    return written;
  }

  #appendItem(item: AppendedItem, ended: string | undefined): boolean {
    if (appendedLength(item) > MAX_PAYLOAD_BYTES - ITEM_HEAD_BYTES) {
      this.#failure.other("too_large");
      return false;
    }
    if (item.splices !== undefined) return this.#appendSpliced(item, item.splices, ended);
    const file = this.#ready(item.length);
    if (file === undefined) return false;
    const scope = this.#scopeIndex(file, item.scope);
    if (scope < 0) return false;
    const { buffer, offset, length } = item;
    sealItem(buffer, offset, length, item.count, scope, ended);
    if (!this.#write(file, buffer, offset - ITEM_HEAD_BYTES, ITEM_HEAD_BYTES + length)) return false;
    file.records += item.count;
    return true;
  }

  #appendSpliced(item: AppendedItem, splices: readonly Splice[], ended: string | undefined): boolean {
    const before = this.#file;
    let length = this.#spliced.composeItem(item, splices);
    const file = this.#ready(length);
    // A new segment has none of the pieces.
    if (file !== undefined && file !== before) length = this.#spliced.composeItem(item, splices);
    const spliced = this.#spliced;
    const scope = file === undefined ? NO_FILE : this.#scopeIndex(file, item.scope);
    if (file !== undefined && scope >= 0) {
      spliced.sealItem(item.count, scope, ended);
      if (this.#write(file, spliced.buffer, 0, length)) {
        file.records += item.count;
        return true;
      }
    }
    spliced.takeBack();
    return false;
  }

  /**
   * Records that a span is open, so that a later start can tell of it. `span` is the encoded span so far. False when it is not on disk; unless too much is open, it
   * will be with the next segment.
   */
  appendStart(spanId: string, span: Uint8Array, scope: SpoolScope, splices?: readonly Splice[]): boolean {
    const start = this.#starts.add(spanId, span, scope, splices);
    if (start === undefined) return false;
    const before = this.#file;
    const frame = encodeStart(start, this.#spliced);
    const file = this.#ready(frame.byteLength);
    // A new segment begins with all that is open.
    const written = file !== undefined && (file !== before || this.#write(file, frame, 0, frame.byteLength));
    if (written) return true;
    if (splices !== undefined) this.#spliced.takeBack();
    // So that a new one begins with it once the disk takes it: the span may be open for long after that.
    this.#isUntold = true;
    if (this.#file !== undefined) this.#retire(this.#file);
    return false;
  }

  /** Says that an open span ended without a record. */
  endStart(spanId: string): void {
    if (!this.#starts.remove(spanId)) return;
    const file = this.#ready(0);
    if (file === undefined) return;
    const frame = endFrame(spanId);
    this.#write(file, frame, 0, frame.byteLength);
  }

  /** A sign of life for others. Also notices that the file was removed or taken, and tells what is open where the disk did not take it. */
  beat(): void {
    const file = this.#file;
    if (file === undefined) {
      if (this.#isUntold && this.#starts.size > 0) this.#ready(0);
      return;
    }
    const { fs, clock } = this.#options;
    if (this.#alive.silence > SILENCE_MILLIS || !this.checkPlace()) {
      this.#retire(file);
      return;
    }
    try {
      fs.touch(file.path, clock.now());
      this.#alive.now();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** False when the file is no longer where it was made; it is then closed. */
  checkPlace(): boolean {
    const file = this.#file;
    if (file?.handle === undefined) return true;
    try {
      if (file.checkPlace(file.handle)) return true;
    } catch (error) {
      this.#fail(error);
      return true;
    }
    this.#retire(file);
    return false;
  }

  /** Whether spans are open, which the segment tells of should this process die. */
  get hasOpen(): boolean {
    return this.#starts.size > 0;
  }

  /** Ends the segment that is being written; what comes later begins another one. */
  end(): void {
    if (this.#file !== undefined) this.#retire(this.#file);
  }

  /** Closes the segment; nothing can be appended any more. */
  close(): void {
    this.#closed = true;
    this.#failure.other("closed");
    this.#disk?.close();
    if (this.#file !== undefined) this.#retire(this.#file);
  }

  /** The segment to write `length` more bytes to. */
  #ready(length: number): SegmentFile | undefined {
    const { clock } = this.#options;
    const wall = clock.now();
    const steady = clock.monotonic();
    this.#wall = wall;
    this.#steady = steady;
    if (this.#closed || this.#failure.isRecent(steady)) return undefined;
    const resource = this.#options.resource();
    const file = this.#file;
    if (file === undefined) return this.#open(resource);
    if (this.#alive.silenceAt(wall, steady) > SILENCE_MILLIS) {
      this.#retire(file);
      return this.#open(resource);
    }
    const full = file.size > this.#headBytes && file.size - this.#headBytes + length > SEGMENT_BYTES;
    if (full || this.#begun.silenceAt(wall, steady) > SEGMENT_AGE_MILLIS) {
      const next = this.#open(resource);
      if (next === undefined) return undefined;
      // After the new one is there: a process that dies in between leaves the new one to tell what was open.
      const mark = makeFrame(FRAME_TYPES.continued);
      file.continued = this.#write(file, mark, 0, mark.byteLength);
      this.#end(file);
      return next;
    }
    if (resource !== this.#resource) {
      const frame = resourceFrame(resource);
      if (!this.#write(file, frame, 0, frame.byteLength)) return undefined;
      this.#resource = resource;
    }
    return file;
  }

  #open(resource: SpoolResource): SegmentFile | undefined {
    const spliced = new SplicedFrames(new PieceTable(this.#options.maxPieces));
    const made = this.#maker.make([resourceFrame(resource), ...this.#starts.encode(spliced)]);
    if ("failure" in made) {
      this.#failure.disk(made.failure);
      return undefined;
    }
    const { file } = made;
    this.#wrote(file);
    this.#file = file;
    this.#latest = file;
    this.#headBytes = file.size;
    this.#isUntold = false;
    this.#resource = resource;
    this.#begun.now();
    this.#scopes.clear();
    this.#spliced = spliced;
    this.#options.onOpen(file);
    return file;
  }

  /** The index of a scope in this segment, which is written when it is new; negative when it cannot be. */
  #scopeIndex(file: SegmentFile, scope: SpoolScope | undefined): number {
    if (scope === undefined) return NO_SCOPE;
    const known = this.#scopes.indexOf(scope);
    if (known !== undefined) return known;
    const { index, frame } = this.#scopes.propose(scope);
    if (frame !== undefined && !this.#write(file, frame, 0, frame.byteLength)) return NO_FILE;
    this.#scopes.accept(scope, index);
    return index;
  }

  #write(file: SegmentFile, buffer: Uint8Array, start: number, length: number): boolean {
    const { handle } = file;
    if (handle === undefined) return false;
    try {
      file.append(handle, buffer, start, length);
    } catch (error) {
      this.#fail(error);
      this.#cutBack(file);
      return false;
    }
    this.#wrote(file);
    return true;
  }

  #wrote(file: SegmentFile): void {
    this.#failure.none();
    this.#alive.at(this.#wall, this.#steady);
    this.#disk?.soon(file);
  }

  /** A record that is there in part must not stand before others. */
  #cutBack(file: SegmentFile): void {
    try {
      this.#options.fs.truncate(file.path, file.size);
    } catch {
      if (file === this.#file) this.#retire(file);
    }
  }

  #retire(file: SegmentFile): void {
    if (file !== this.#file) return;
    this.#file = undefined;
    this.#end(file);
  }

  #end(file: SegmentFile): void {
    this.#disk?.now(file);
    this.#options.onClose(file);
  }

  #fail(error: unknown): void {
    this.#failure.disk(errorCode(error));
  }
}
