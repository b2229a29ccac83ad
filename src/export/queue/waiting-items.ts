/** Something that waits to be sent. */
export interface QueueItem {
  readonly byteLength: number;
  /** How many records (or data points) it stands for. */
  readonly count: number;
}

/** A first-in first-out list of items that knows its size. */
export interface WaitingItems<T extends QueueItem> {
  readonly length: number;
  readonly byteLength: number;
  push(item: T): void;
  /** Puts items back where they came from. */
  unshift(items: readonly T[]): void;
  shift(): T | undefined;
  /** Takes the oldest items within both limits; always at least one when there is one. */
  take(maxItems: number, maxBytes: number): T[];
}

const COMPACT_FROM = 1024;

export function createWaitingItems<T extends QueueItem>(): WaitingItems<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  let byteLength = 0;
  const list: WaitingItems<T> = {
    get length() {
      return items.length - head;
    },
    get byteLength() {
      return byteLength;
    },
    push(item) {
      items.push(item);
      byteLength += item.byteLength;
    },
    unshift(back) {
      items = [...back, ...items.slice(head)];
      head = 0;
      for (const item of back) byteLength += item.byteLength;
    },
    shift() {
      const item = items[head];
      if (item === undefined) return undefined;
      items[head] = undefined;
      head += 1;
      byteLength -= item.byteLength;
      if (head >= COMPACT_FROM && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    take(maxItems, maxBytes) {
      const taken: T[] = [];
      let bytes = 0;
      while (taken.length < maxItems) {
        const next = items[head];
        if (next === undefined || (taken.length > 0 && bytes + next.byteLength > maxBytes)) break;
        bytes += next.byteLength;
        taken.push(next);
        list.shift();
      }
      return taken;
    },
  };
  return list;
}
