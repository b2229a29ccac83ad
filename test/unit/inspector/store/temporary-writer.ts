import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Reading } from "../../../../src/inspector/store/reader/reading.ts";
import type { Encoding, Ingested, Signal } from "../../../../src/inspector/store/store.ts";
import { Writer } from "../../../../src/inspector/store/write/writer.ts";

/** A writer and a reader of a file of their own, in the thread of the test. */
export class TemporaryWriter {
  readonly folder: string = mkdtempSync(join(tmpdir(), "agentscribe-writer-"));
  readonly path: string = join(this.folder, "store.db");
  writer: Writer;
  readonly #options: ConstructorParameters<typeof Writer>[1];
  #reading: Reading | undefined;

  constructor({
    maxBytes = 2 ** 40,
    fullText = false,
    trimAfter,
  }: { readonly maxBytes?: number; readonly fullText?: boolean; readonly trimAfter?: number } = {}) {
    this.#options = { maxBytes, fullText, trimAfter };
    this.writer = this.#open();
  }

  get reading(): Reading {
    this.#reading ??= new Reading(this.path);
    return this.#reading;
  }

  ingest(signal: Signal, body: Uint8Array, encoding: Encoding = "json"): Ingested {
    return this.commit(this.writer.ingest(signal, encoding, body));
  }

  commit<Result>(change: () => Result): Result {
    const [outcome] = this.writer.commit([change]);
    if (outcome === undefined || "error" in outcome) throw outcome?.error;
    return outcome.value;
  }

  /** As after the end of the process: nothing of what the writer remembers stays. */
  reopen(): void {
    this.writer.close();
    this.writer = this.#open();
  }

  [Symbol.dispose](): void {
    this.#reading?.close();
    this.writer.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #open(): Writer {
    return new Writer(this.path, this.#options, () => {});
  }
}
