import { FRAME_TYPES, MAX_PAYLOAD_BYTES, makeFrame, readUint32, scanFrames, writeUint32 } from "./record-frame.ts";
import { FORMAT_VERSION, PREAMBLE_BYTES, preamble, readPreamble } from "./segment-header.ts";
import { segmentKey } from "./segment-name.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { preparePrivateFolder } from "./spool-folder.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** Why and when a record was put aside. */
export interface DeadLetterNote {
  readonly timeMillis: number;
  readonly reason: string;
  readonly signal: string;
  readonly destination: string;
  readonly scope?: string;
}

export interface DeadLetter extends DeadLetterNote {
  /** The encoded record. */
  readonly bytes: Uint8Array;
}

export interface DeadLettersOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  /** The spool directory. */
  readonly directory: string;
  /** 16 hex digits that no other writer has. */
  readonly instance: string;
  /** @defaultValue 16 MiB */
  readonly maxBytes?: number;
}

const FOLDER = "dead-letter";
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const FILE_BYTES = 1024 * 1024;
const MAX_READ_BYTES = 32 * 1024 * 1024;
const FILE_NAME = /^\d{13,15}-[0-9a-f]{16}-\d{6,9}\.bin$/;

/** Records that a backend refuses each on its own, kept for a person to look at. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  readonly #folder: string;
  #path: string | undefined;
  #fileBytes = 0;
  #sequence = 0;
  #pruning: Promise<void> = Promise.resolve();

  constructor(options: DeadLettersOptions) {
    this.#options = options;
    this.#folder = deadLetterFolder(options.directory);
  }

  /** Whether the record was kept. */
  add(bytes: Uint8Array, note: Omit<DeadLetterNote, "timeMillis">): boolean {
    const { fs, clock } = this.#options;
    const json = Buffer.from(JSON.stringify({ ...note, timeMillis: clock.now() }));
    if (bytes.byteLength + json.byteLength + 4 > MAX_PAYLOAD_BYTES) return false;
    const size = new Uint8Array(4);
    writeUint32(size, 0, json.byteLength);
    const frame = makeFrame(FRAME_TYPES.deadLetter, size, json, bytes);
    let handle: number | undefined;
    try {
      handle = this.#open(frame.byteLength);
      if (handle === undefined) return false;
      const written = fs.write(handle, frame, 0, frame.byteLength);
      this.#fileBytes += written;
      return written === frame.byteLength;
    } catch {
      this.#path = undefined;
      return false;
    } finally {
      if (handle !== undefined) fs.close(handle);
    }
  }

  /** Removes the oldest files until the rest is within the limit. Never rejects. */
  prune(): Promise<void> {
    // One after another: two that look at the same files would remove too many.
    this.#pruning = this.#pruning.then(() => this.#prune()).catch(() => undefined);
    return this.#pruning;
  }

  async #prune(): Promise<void> {
    const { fs, maxBytes = DEFAULT_MAX_BYTES } = this.#options;
    const files = await listFiles(fs, this.#folder);
    let bytes = 0;
    for (const { size } of files) bytes += size;
    for (const { path, size } of files) {
      if (bytes <= maxBytes) return;
      fs.remove(path);
      bytes -= size;
      if (path === this.#path) this.#path = undefined;
    }
  }

  #open(length: number): number | undefined {
    const { fs, clock, directory, instance } = this.#options;
    if (this.#path !== undefined && this.#fileBytes + length <= FILE_BYTES) return fs.openAppend(this.#path);
    if (preparePrivateFolder(fs, directory) !== undefined || preparePrivateFolder(fs, this.#folder) !== undefined)
      return;
    this.#sequence += 1;
    const name = `${segmentKey(clock.now(), instance, this.#sequence)}.bin`;
    const path = process.getBuiltinModule("node:path").join(this.#folder, name);
    const handle = fs.create(path);
    const head = preamble(FORMAT_VERSION);
    fs.write(handle, head, 0, head.byteLength);
    this.#path = path;
    this.#fileBytes = head.byteLength;
    void this.prune();
    return handle;
  }
}

/** Every record that was put aside, the oldest first. Files that cannot be read are passed over. */
export async function readDeadLetters(fs: SpoolFs, directory: string): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const { path, size } of await listFiles(fs, deadLetterFolder(directory))) {
    const bytes = await fs.read(path, 0, Math.min(size, MAX_READ_BYTES)).catch(() => Buffer.alloc(0));
    if (readPreamble(bytes) !== "ours") continue;
    scanFrames(bytes, PREAMBLE_BYTES, bytes.byteLength, (type, start, end) => {
      const letter = type === FRAME_TYPES.deadLetter ? readLetter(bytes.subarray(start, end)) : undefined;
      if (letter !== undefined) letters.push(letter);
    });
  }
  return letters;
}

function readLetter(payload: Buffer): DeadLetter | undefined {
  const bytesStart = 4 + readUint32(payload, 0);
  if (bytesStart > payload.byteLength) return undefined;
  try {
    const note = JSON.parse(payload.toString("utf8", 4, bytesStart)) as DeadLetterNote;
    return { ...note, bytes: payload.subarray(bytesStart) };
  } catch {
    return undefined;
  }
}

async function listFiles(
  fs: SpoolFs,
  folder: string,
): Promise<readonly { readonly path: string; readonly size: number }[]> {
  const { join } = process.getBuiltinModule("node:path");
  const names = await fs.list(folder).catch(() => []);
  const files: { path: string; size: number }[] = [];
  for (const name of [...names].sort()) {
    if (!FILE_NAME.test(name)) continue;
    const path = join(folder, name);
    const facts = await fs.lookUp(path).catch(() => undefined);
    if (facts?.kind === "file") files.push({ path, size: facts.size });
  }
  return files;
}

function deadLetterFolder(directory: string): string {
  return process.getBuiltinModule("node:path").join(directory, FOLDER);
}
