import { splicedLength } from "../../internal/spliced-bytes.ts";
import type { StoredItem } from "./segment-reader.ts";

/** Items of a segment that were read and not yet handed out, in their order. */
export class ReadAhead {
  #items: StoredItem[] = [];
  #next = 0;
  #records = 0;

  /** How many records they stand for. */
  get records(): number {
    return this.#records;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#items.length;
  }

  push(item: StoredItem): void {
    this.#items.push(item);
    this.#records += item.count;
  }

  /** The next items that share a resource, within both limits but at least one. */
  take(maxItems: number, maxBytes: number): readonly StoredItem[] {
    const taken: StoredItem[] = [];
    const first = this.#items[this.#next];
    let bytes = 0;
    while (taken.length < maxItems) {
      const item = this.#items[this.#next];
      if (item === undefined || item.resource !== first?.resource) break;
      const length = splicedLength(item);
      if (taken.length > 0 && bytes + length > maxBytes) break;
      bytes += length;
      this.#next += 1;
      this.#records -= item.count;
      taken.push(item);
    }
    if (this.isEmpty) this.clear();
    return taken;
  }

  clear(): void {
    this.#items = [];
    this.#next = 0;
    this.#records = 0;
  }
}
