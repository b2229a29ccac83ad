import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppendedItem, ITEM_HEAD_BYTES } from "../../../../src/export/spool/item-frame.ts";
import type { ProcessTable } from "../../../../src/export/spool/process-identity.ts";
import type { SpoolResource, SpoolScope } from "../../../../src/export/spool/record-context.ts";
import type { Spool } from "../../../../src/export/spool/spool.ts";
import type { SpoolItem } from "../../../../src/export/spool/spool-batch.ts";
import {
  createSpoolStore,
  type SpoolOptions,
  type SpoolStore,
  type SpoolStoreOptions,
} from "../../../../src/export/spool/spool-store.ts";
import { EncodedText } from "../../../../src/internal/encoded-text.ts";
import { joinSplices } from "../../../../src/internal/spliced-bytes.ts";

export const scope: SpoolScope = { name: "tests", version: "1" };
export const resource: SpoolResource = { bytes: Buffer.from("resource"), schemaUrl: "https://example.com/schema" };

/** A folder of its own for a test file; `remove` after all tests. */
export function temporaryFolder(): { readonly make: () => string; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), "agentscribe-spool-"));
  let made = 0;
  return {
    make: () => join(root, String(made++), "spool"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export function itemOf(text: string, more: Partial<AppendedItem> = {}): AppendedItem {
  const length = Buffer.byteLength(text);
  const buffer = Buffer.alloc(ITEM_HEAD_BYTES + length);
  buffer.write(text, ITEM_HEAD_BYTES);
  return { buffer, offset: ITEM_HEAD_BYTES, length, count: 1, scope, ...more };
}

/** An item whose text is `head`, the pieces in brackets, and `tail`; the pieces are not copied into it. */
export function splicedItemOf(
  head: string,
  pieces: readonly Uint8Array[],
  tail: string = "",
  more: Partial<AppendedItem> = {},
): AppendedItem {
  const chunks = [Buffer.from("["), ...pieces.flatMap((piece, n) => (n === 0 ? [piece] : [Buffer.from(","), piece]))];
  const text = new EncodedText([...chunks, Buffer.from("]")], true);
  return itemOf(head + tail, { splices: [{ at: Buffer.byteLength(head), text }], ...more });
}

export function openStore(
  options: SpoolStoreOptions,
  spool: Partial<SpoolOptions> = {},
): { readonly store: SpoolStore; readonly spool: Spool } {
  const store = createSpoolStore(options);
  if (store === undefined) throw new Error("no file system");
  const destination = { name: "test", url: "http://localhost:4318" };
  return {
    store,
    spool: store.open({ fingerprint: "f", signal: "traces", destination, resource: () => resource, ...spool }),
  };
}

/** Everything there is to send, as text, settled batch by batch. */
export async function drain(spool: Spool, maxItems: number = 512): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const items = await take(spool, maxItems);
    if (items.length === 0) return texts;
    texts.push(...items.map(textOf));
    spool.settle(items);
  }
}

export async function take(spool: Spool, maxItems: number = 512): Promise<readonly SpoolItem[]> {
  return (await spool.next(maxItems, 2 * 1024 * 1024))?.items ?? [];
}

export function textOf(item: SpoolItem): string {
  return Buffer.from(joinSplices(item)).toString();
}

/** Clocks that stand still until they are moved. */
export class TestClock {
  wall: number = Date.now();
  /** What the disk dates files with. */
  dated: number = Date.now();
  steady = 1000;

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.steady;
  }

  onDisk(): number {
    return this.dated;
  }

  pass(millis: number): void {
    this.wall += millis;
    this.dated += millis;
    this.steady += millis;
  }
}

/** A machine whose processes a test starts and ends. */
export class TestMachine {
  readonly running: Map<number, string> = new Map();
  readonly place: string;

  constructor(place: string = "abc123") {
    this.place = place;
  }

  start(pid: number, startTime: string = String(pid * 100)): ProcessTable {
    this.running.set(pid, startTime);
    return {
      self: { place: this.place, pid, startTime },
      bootId: "boot",
      pidNamespace: "pid:[1]",
      startTimeOf: (asked) => this.running.get(asked),
    };
  }

  kill(pid: number): void {
    this.running.delete(pid);
  }
}
