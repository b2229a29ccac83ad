import { chmodSync, closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createDiag } from "../../internal/diag.ts";
import { describeError } from "../../internal/guard.ts";
import { VERSION } from "../../version.ts";
import { CASSETTE_FORMAT, CASSETTE_VERSION, type CassetteEntry, type CassetteHeader } from "./format.ts";

export interface CassetteFileOptions {
  readonly path: string;
  /** Whether what is there already is kept, and written behind. */
  readonly append: boolean;
  /** The file grows no further. */
  readonly maxBytes: number;
  readonly capture: CassetteHeader["capture"];
}

/** A cassette that is written: each entry in one piece, as soon as it is known, so that a process that dies costs no more than what was under way. */
export class CassetteFile {
  readonly #options: CassetteFileOptions;
  readonly #diag = createDiag();
  #file: number | undefined;
  #isClosed = false;
  #bytes = 0;
  #written = 0;
  #dropped = 0;

  constructor(options: CassetteFileOptions) {
    this.#options = options;
  }

  /** Entries in the file, and those that found no room or could not be written. */
  get counts(): { readonly written: number; readonly dropped: number } {
    return { written: this.#written, dropped: this.#dropped };
  }

  /** Never throws: what cannot be written is counted and said once. */
  append(entry: CassetteEntry): void {
    try {
      this.#open(entry);
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      if (this.#file === undefined) {
        this.#dropped += 1;
        return;
      }
      if (this.#bytes + line.byteLength > this.#options.maxBytes) {
        this.#drop(`${this.#options.path} has reached ${this.#options.maxBytes} bytes: more is not recorded`);
        this.close();
        return;
      }
      this.#write(line);
      this.#written += 1;
    } catch (error) {
      this.close();
      this.#drop(`${this.#options.path} cannot be written: ${describeError(error)}`);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#isClosed = true;
  }

  #drop(why: string): void {
    this.#dropped += 1;
    this.#diag.warn("cassette", `cassette ${why}`);
  }

  /** With the first entry: a run that asks no model leaves no file, and none is lost to it. */
  #open(first: CassetteEntry): void {
    if (this.#file !== undefined || this.#isClosed) return;
    const { path, append } = this.#options;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, append ? "a+" : "w+", 0o600);
    chmodSync(path, 0o600);
    this.#bytes = fstatSync(this.#file).size;
    if (this.#bytes === 0) this.#write(Buffer.from(`${JSON.stringify(this.#header(first))}\n`));
    else if (!endsWithNewline(this.#file, this.#bytes)) this.#write(Buffer.from("\n"));
  }

  #header({ trace, session }: CassetteEntry): CassetteHeader {
    return {
      format: CASSETTE_FORMAT,
      version: CASSETTE_VERSION,
      agentscribe: VERSION,
      created: new Date().toISOString(),
      capture: this.#options.capture,
      ...(trace !== undefined && { trace }),
      ...(session !== undefined && { session }),
    };
  }

  #write(bytes: Buffer): void {
    if (this.#file === undefined) return;
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.byteLength;
  }
}

/** A process that died while it wrote leaves a line without its end. */
function endsWithNewline(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 10;
}
