/** Makes the ids of traces and spans: random lower-case hex digits, never all zero. */
export interface Ids {
  /** 32 digits. */
  traceId(): string;
  /** 16 digits. */
  spanId(): string;
}

const POOL_BYTES = 4096;
const ZERO = 48;

/** Ids from random bytes that are asked of the system in blocks. */
export function createIds(fill: (bytes: Uint8Array) => void = fillRandom): Ids {
  const pool = Buffer.alloc(POOL_BYTES);
  let next = POOL_BYTES;
  function take(bytes: number): string {
    if (next + bytes > POOL_BYTES) {
      fill(pool);
      next = 0;
    }
    const id = pool.toString("hex", next, next + bytes);
    next += bytes;
    return isZero(id) ? take(bytes) : id;
  }
  return { traceId: () => take(16), spanId: () => take(8) };
}

/** Decided by the first digit for all but one id in sixteen. */
function isZero(id: string): boolean {
  for (let index = 0; index < id.length; index += 1) if (id.charCodeAt(index) !== ZERO) return false;
  return true;
}

function fillRandom(bytes: Uint8Array): void {
  process.getBuiltinModule("node:crypto").randomFillSync(bytes);
}
