import { ownKeys } from "../internal/own-keys.ts";
import { isProxy } from "./read-object.ts";

/** A message as JSON, and how many characters its texts have. */
export interface MessagePiece {
  /** With a comma before it, as it stands in a list behind another. */
  readonly bytes: Uint8Array;
  readonly size: number;
  /** Without the comma: made when it is first in a list, and always the same. */
  alone?: Uint8Array;
}

/**
 * Keeps the encoded form of messages that are sent again with every call of a conversation.
 *
 * An entry is found by the identity of the message object and is used only when everything the object holds is still what
 * it was: the host may change a message in place and must never see the old text sent again.
 */
export class MessageCache {
  readonly #maxRetainedBytes: number;
  #entries = new WeakMap<object, CacheEntry>();
  #retainedBytes = 0;

  /** @param maxRetainedBytes - beyond it the cache starts anew. @defaultValue 32 MiB */
  constructor(maxRetainedBytes: number = 32 * 1024 * 1024) {
    this.#maxRetainedBytes = maxRetainedBytes;
  }

  /** The encoded message, when it was stored under the same key and nothing in it changed since. */
  get(message: object, key: unknown): MessagePiece | undefined {
    const entry = this.#entries.get(message);
    if (entry === undefined || entry.key !== key) return undefined;
    try {
      const end = matches(message, entry.snapshot, 0);
      return end === entry.snapshot.length ? entry.piece : undefined;
    } catch {
      // The object has become one that throws when read; it is encoded again, with the care that takes.
      return undefined;
    }
  }

  /** A list of everything the message holds, taken before it is encoded; undefined when it cannot be followed exactly. */
  snapshot(message: object): Snapshot | undefined {
    const snapshot: unknown[] = [];
    try {
      return trace(message, snapshot, 0) ? snapshot : undefined;
    } catch {
      // Unreadable objects are not cached.
      return undefined;
    }
  }

  set(message: object, key: unknown, snapshot: Snapshot, piece: MessagePiece): void {
    this.#retainedBytes += piece.bytes.byteLength + snapshot.length * 8;
    if (this.#retainedBytes > this.#maxRetainedBytes) {
      this.#entries = new WeakMap();
      this.#retainedBytes = piece.bytes.byteLength;
    }
    this.#entries.set(message, { key, snapshot, piece });
  }
}

/** A message's prototypes, key counts, keys and leaf values in the order they are met. */
export type Snapshot = readonly unknown[];

interface CacheEntry {
  readonly key: unknown;
  readonly snapshot: Snapshot;
  readonly piece: MessagePiece;
}

const MAX_SNAPSHOT = 2000;
const MAX_DEPTH = 24;

function trace(value: unknown, snapshot: unknown[], depth: number): boolean {
  if (snapshot.length > MAX_SNAPSHOT || depth > MAX_DEPTH) return false;
  if (typeof value !== "object" || value === null) {
    snapshot.push(value);
    return typeof value !== "function";
  }
  if (isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isArray = Array.isArray(value);
  if (prototype !== (isArray ? Array.prototype : Object.prototype) && prototype !== null) return false;
  if (isArray && value.length > MAX_SNAPSHOT) return false;
  if (!isArray && ownKeys(value, 1).total > MAX_SNAPSHOT) return false;
  const keys = Object.keys(value);
  if (Object.getOwnPropertyNames(value).length !== keys.length + (isArray ? 1 : 0)) return false;
  if (keys.length > MAX_SNAPSHOT || (isArray && keys.length !== value.length)) return false;
  snapshot.push(isArray ? ARRAY : OBJECT, prototype, keys.length);
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined || !("value" in property)) return false;
    snapshot.push(key);
    if (!trace(property.value, snapshot, depth + 1)) return false;
  }
  return true;
}

const ARRAY = Symbol("array");
const OBJECT = Symbol("object");

/** The index after what the value used up of the snapshot; negative when it differs. */
function matches(value: unknown, snapshot: Snapshot, start: number): number {
  const expected = snapshot[start];
  if (typeof value !== "object" || value === null) return Object.is(value, expected) ? start + 1 : -1;
  if (expected !== ARRAY && expected !== OBJECT) return -1;
  if (isProxy(value) || Array.isArray(value) !== (expected === ARRAY)) return -1;
  if (Object.getPrototypeOf(value) !== snapshot[start + 1]) return -1;
  const isList = expected === ARRAY;
  // A hole keeps an array's key count below its length, and length alone can change.
  if (isList && (value as readonly unknown[]).length !== snapshot[start + 2]) return -1;
  let at = start + 3;
  let keys = 0;
  for (const key in value) {
    keys += 1;
    if (snapshot[at] !== key) return -1;
    at = matches(Reflect.get(value, key), snapshot, at + 1);
    if (at < 0) return -1;
  }
  return keys === snapshot[start + 2] ? at : -1;
}
