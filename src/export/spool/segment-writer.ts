import { DiskSync } from "./disk-sync.ts";
import { type AppendedItem, ITEM_HEAD_BYTES, NO_SCOPE, SPAN_ID_BYTES, sealItem, writeSpanId } from "./item-frame.ts";
import { OpenStarts } from "./open-starts.ts";
import { resourceFrame, type SpoolResource, type SpoolScope } from "./record-context.ts";
import { FRAME_TYPES, MAX_PAYLOAD_BYTES, makeFrame } from "./record-frame.ts";
import { ScopeIndexes } from "./scope-indexes.ts";
import { SegmentFile } from "./segment-file.ts";
import { encodeHead, type SegmentHeader } from "./segment-header.ts";
import { type SegmentOwner, segmentFileName, segmentKey } from "./segment-name.ts";
import { SignOfLife } from "./sign-of-life.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { errorCode, type SpoolFs } from "./spool-fs.ts";

export interface SegmentWriterOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly owner: SegmentOwner;
  /** Is asked before each append and returns the same object while nothing changed. */
  readonly resource: () => SpoolResource;
  readonly header: (createdMillis: number) => SegmentHeader;
  /** Makes the folder ready for a new segment, or says why there may be none. */
  readonly place: () => { readonly folder: string } | { readonly refused: string };
  readonly onOpen: (file: SegmentFile) => void;
  /** The file gets no more records. */
  readonly onClose: (file: SegmentFile) => void;
  readonly durability: "process" | "power";
}

const SEGMENT_BYTES = 1024 * 1024;
const SEGMENT_AGE_MILLIS = 3_600_000;
/** Others may take a segment after 60 s without a sign of life. */
const SILENCE_MILLIS = 45_000;
const RETRY_MILLIS = 5_000;

/** The segment a thread writes, one after another. A record that `append` answered true for survives the end of the process. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #starts = new OpenStarts();
  readonly #scopes = new ScopeIndexes();
  #file: SegmentFile | undefined;
  #latest: SegmentFile | undefined;
  #headBytes = 0;
  #resource: SpoolResource | undefined;
  readonly #alive: SignOfLife;
  readonly #begun: SignOfLife;
  readonly #disk: DiskSync | undefined;
  #sequence = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #failure: string | undefined;
  #closed = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#alive = new SignOfLife(options.clock);
    this.#begun = new SignOfLife(options.clock);
    this.#disk = options.durability === "power" ? new DiskSync(options.fs, (error) => this.#fail(error)) : undefined;
  }

  /** What is being written; undefined between two segments. */
  get file(): SegmentFile | undefined {
    return this.#file;
  }

  /** The file that tells which spans are open, should this process die: the last one, as long as there are any. */
  get witness(): SegmentFile | undefined {
    return this.#starts.size > 0 ? this.#latest : undefined;
  }

  /** Why the last append failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure;
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
    if (item.length > MAX_PAYLOAD_BYTES - ITEM_HEAD_BYTES) {
      this.#failure = "too_large";
      return false;
    }
    const file = this.#ready(item.length);
    if (file === undefined) return false;
    const scope = item.scope === undefined ? NO_SCOPE : this.#scopeIndex(file, item.scope);
    if (scope < 0) return false;
    const { buffer, offset, length } = item;
    sealItem(buffer, offset, length, item.count, scope, ended);
    if (!this.#write(file, buffer, offset - ITEM_HEAD_BYTES, ITEM_HEAD_BYTES + length)) return false;
    file.records += item.count;
    return true;
  }

  /** Records that a span is open, so that a later start can tell of it. `span` is the encoded span so far. */
  appendStart(spanId: string, span: Uint8Array, scope: SpoolScope): boolean {
    const frame = this.#starts.add(spanId, span, scope);
    if (frame === undefined) return false;
    const before = this.#file;
    const file = this.#ready(frame.byteLength);
    // A new segment begins with all that is open.
    const written = file !== undefined && (file !== before || this.#write(file, frame, 0, frame.byteLength));
    if (!written) this.#starts.remove(spanId);
    return written;
  }

  /** Says that an open span ended without a record. */
  endStart(spanId: string): void {
    if (!this.#starts.remove(spanId)) return;
    const file = this.#ready(0);
    if (file === undefined) return;
    const id = new Uint8Array(SPAN_ID_BYTES);
    writeSpanId(id, 0, spanId);
    const frame = makeFrame(FRAME_TYPES.end, id);
    this.#write(file, frame, 0, frame.byteLength);
  }

  /** A sign of life for others. Also notices that the file was removed or taken. */
  beat(): void {
    const file = this.#file;
    if (file === undefined) return;
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
      const open = this.#options.fs.facts(file.handle);
      const named = this.#options.fs.facts(file.path);
      if (open === undefined || (named !== undefined && named.identity === open.identity)) return true;
      file.detached = open.links === 0;
    } catch (error) {
      this.#fail(error);
      return true;
    }
    this.#retire(file);
    return false;
  }

  /** Closes the segment; nothing can be appended any more. */
  close(): void {
    this.#closed = true;
    this.#failure = "closed";
    this.#disk?.close();
    if (this.#file !== undefined) this.#retire(this.#file);
  }

  /** The segment to write `length` more bytes to. */
  #ready(length: number): SegmentFile | undefined {
    const { clock } = this.#options;
    if (this.#closed || clock.monotonic() - this.#failedAt < RETRY_MILLIS) return undefined;
    const resource = this.#options.resource();
    const file = this.#file;
    if (file === undefined) return this.#open(resource);
    if (this.#alive.silence > SILENCE_MILLIS) {
      this.#retire(file);
      return this.#open(resource);
    }
    const full = file.size > this.#headBytes && file.size - this.#headBytes + length > SEGMENT_BYTES;
    if (full || this.#begun.silence > SEGMENT_AGE_MILLIS) {
      const next = this.#open(resource);
      if (next === undefined) return undefined;
      // After the new one is there: a process that dies in between leaves the new one to tell what was open.
      const mark = makeFrame(FRAME_TYPES.continued);
      this.#write(file, mark, 0, mark.byteLength);
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
    const { clock, header, onOpen } = this.#options;
    const created = clock.now();
    // A process that ends removes a folder that it leaves empty, maybe just before this file was in it.
    const file = this.#create(created) ?? (this.#failure === "ENOENT" ? this.#create(created) : undefined);
    if (file === undefined) return undefined;
    const head = encodeHead(header(created), [resourceFrame(resource), ...this.#starts.frames()]);
    if (!this.#write(file, head, 0, head.byteLength)) {
      file.close();
      this.#discard(file.path);
      return undefined;
    }
    this.#file = file;
    this.#latest = file;
    this.#headBytes = head.byteLength;
    this.#resource = resource;
    this.#begun.now();
    this.#scopes.clear();
    onOpen(file);
    return file;
  }

  #create(created: number): SegmentFile | undefined {
    const { fs, owner, place } = this.#options;
    const placed = place();
    if ("refused" in placed) {
      this.#failWith(placed.refused);
      return undefined;
    }
    this.#sequence += 1;
    const { instance } = owner;
    const key = segmentKey(created, instance, this.#sequence);
    const path = process.getBuiltinModule("node:path").join(placed.folder, segmentFileName(key, owner));
    try {
      return new SegmentFile(fs, { key, createdMillis: created, instance, sequence: this.#sequence, owner }, path);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #discard(path: string): void {
    try {
      this.#options.fs.remove(path);
    } catch {
      // It holds no record; whoever takes it up removes it.
    }
  }

  /** The index of a scope in this segment, which is written when it is new; -1 when it cannot be. */
  #scopeIndex(file: SegmentFile, scope: SpoolScope): number {
    const known = this.#scopes.indexOf(scope);
    if (known !== undefined) return known;
    const { index, frame } = this.#scopes.propose(scope);
    if (frame !== undefined && !this.#write(file, frame, 0, frame.byteLength)) return -1;
    this.#scopes.accept(scope, index);
    return index;
  }

  #write(file: SegmentFile, buffer: Uint8Array, start: number, length: number): boolean {
    const { handle } = file;
    if (handle === undefined) return false;
    let written = 0;
    try {
      while (written < length) {
        const count = this.#options.fs.write(handle, buffer, start + written, length - written);
        if (count <= 0) throw Object.assign(new Error("nothing was written"), { code: "EIO" });
        written += count;
      }
    } catch (error) {
      this.#fail(error);
      this.#cutBack(file, handle);
      return false;
    }
    file.size += length;
    this.#failure = undefined;
    this.#failedAt = Number.NEGATIVE_INFINITY;
    this.#alive.now();
    this.#disk?.soon(file);
    return true;
  }

  /** A record that is there in part must not stand before others. */
  #cutBack(file: SegmentFile, handle: number): void {
    try {
      this.#options.fs.truncate(handle, file.size);
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
    this.#failWith(errorCode(error));
  }

  #failWith(reason: string): void {
    this.#failure = reason;
    this.#failedAt = this.#options.clock.monotonic();
  }
}
