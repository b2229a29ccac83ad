/** What a call adds to a conversation that was seen before. */
export interface DeltaResult {
  /** Index of the first piece that is new; equal to `total` when nothing is. */
  readonly newFrom: number;
  readonly total: number;
  readonly omitted: number;
}

/** Remembers the last message list of each conversation. */
export interface DeltaTracker {
  /** @param start - how many messages come before the pieces: of a very long history only the last are looked at. @defaultValue 0 */
  next(conversation: string, pieces: readonly Uint8Array[], start?: number): DeltaResult;
}

interface Seen {
  readonly start: number;
  readonly hashes: readonly string[];
}

const NOTHING_SEEN: Seen = { start: 0, hashes: [] };

/**
 * Delta mode: of a history that is sent again with every call, only what follows the longest prefix shared with the call
 * before is new. A history that was edited is new from the first changed message on.
 *
 * @param maxConversations - the least recently used conversation is forgotten beyond it, and sent whole next time.
 */
export function createDelta(maxConversations: number = 500): DeltaTracker {
  const conversations = new Map<string, Seen>();
  const hashes = new WeakMap<Uint8Array, string>();

  const hashOf = (piece: Uint8Array): string => {
    const known = hashes.get(piece);
    if (known !== undefined) return known;
    const hash = sha256(piece);
    hashes.set(piece, hash);
    return hash;
  };

  return {
    next(conversation, pieces, start = 0) {
      const before = conversations.get(conversation) ?? NOTHING_SEEN;
      const now = pieces.map(hashOf);
      const moved = start - before.start;
      let shared = 0;
      while (shared < now.length && now[shared] === before.hashes[moved + shared]) shared += 1;
      conversations.delete(conversation);
      conversations.set(conversation, { start, hashes: now });
      if (conversations.size > maxConversations) {
        const oldest = conversations.keys().next().value;
        if (oldest !== undefined) conversations.delete(oldest);
      }
      return { newFrom: shared, total: now.length, omitted: shared === 0 ? 0 : start + shared };
    },
  };
}

let crypto: typeof import("node:crypto") | undefined;

function sha256(data: Uint8Array): string {
  crypto ??= process.getBuiltinModule("node:crypto");
  return crypto.hash("sha256", data);
}
