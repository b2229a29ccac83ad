import { outside } from "../internal/outside.ts";

/** Makes the ids of traces and spans: random lower-case hex digits, never all zero. */
export interface Ids {
  /** 32 digits. */
  traceId(): string;
  /** 16 digits. */
  spanId(): string;
}

/** An id that is kept keeps the digits of its whole block. */
const POOL_BYTES = 2048;
const ZERO = 48;

/** Ids from random bytes that are asked of the system, and written as digits, in blocks. */
export function createIds(fill: (bytes: Uint8Array) => void = fillRandom): Ids {
  const pool = Buffer.alloc(POOL_BYTES);
  let digits = "";
  let next = 0;
  function take(length: number): string {
    if (next + length > digits.length) {
      fill(pool);
      digits = pool.toString("hex");
      next = 0;
    }
    const id = digits.slice(next, next + length);
    next += length;
    return isZero(id) ? take(length) : id;
  }
  return { traceId: () => take(32), spanId: () => take(16) };
}

/** Decided by the first digit for all but one id in sixteen. */
function isZero(id: string): boolean {
  for (let index = 0; index < id.length; index += 1) if (id.charCodeAt(index) !== ZERO) return false;
  return true;
}

/** In no request of the host: what prerenders a page, as Next.js does, gives it up when something random is asked for in its request. */
function fillRandom(bytes: Uint8Array): void {
  outside(() => process.getBuiltinModule("node:crypto").randomFillSync(bytes));
}
