const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const TWO_32 = 2 ** 32;

/** The fractions of the roots of the first primes, as the standard defines its constants. */
function fractions(count: number, root: number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (!isPrime(candidate)) continue;
    found.push((candidate ** (1 / root) % 1) * TWO_32);
  }
  return Uint32Array.from(found);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
  return true;
}

const ROUND = fractions(64, 3);
const INITIAL = fractions(8, 2);
const words = new Uint32Array(64);

/** SHA-256 at once, where the runtime has it only as a promise. */
export class Sha256 {
  readonly #state = Uint32Array.from(INITIAL);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  #bytes = 0;

  update(data: string | Uint8Array): this {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    this.#bytes += bytes.length;
    this.#add(bytes);
    return this;
  }

  /** The digest. Nothing may be added afterwards. */
  bytes(): Uint8Array {
    const bits = this.#bytes * 8;
    const padding = new Uint8Array(
      ((BLOCK_BYTES * 2 - LENGTH_BYTES - 1 - this.#filled) % BLOCK_BYTES) + 1 + LENGTH_BYTES,
    );
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / TWO_32));
    view.setUint32(padding.length - 4, bits % TWO_32);
    this.#add(padding);
    const digest = new DataView(new ArrayBuffer(32));
    for (const [index, word] of this.#state.entries()) digest.setUint32(index * 4, word);
    return new Uint8Array(digest.buffer);
  }

  digest(_encoding: "hex"): string {
    return Array.from(this.bytes(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < BLOCK_BYTES) return;
      this.#filled = 0;
      compress(this.#state, this.#block);
    }
  }
}

/** HMAC with SHA-256. */
export class HmacSha256 {
  readonly #inner = new Sha256();
  readonly #outer = new Sha256();

  constructor(key: string) {
    const given = new TextEncoder().encode(key);
    const short = given.length > BLOCK_BYTES ? new Sha256().update(given).bytes() : given;
    const block = new Uint8Array(BLOCK_BYTES);
    block.set(short);
    this.#inner.update(block.map((byte) => byte ^ 0x36));
    this.#outer.update(block.map((byte) => byte ^ 0x5c));
  }

  update(data: string | Uint8Array): this {
    this.#inner.update(data);
    return this;
  }

  digest(encoding: "hex"): string {
    return this.#outer.update(this.#inner.bytes()).digest(encoding);
  }
}

function compress(state: Uint32Array, block: Uint8Array): void {
  const view = new DataView(block.buffer, block.byteOffset, BLOCK_BYTES);
  for (let index = 0; index < 64; index += 1) words[index] = index < 16 ? view.getUint32(index * 4) : extend(index);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let index = 0; index < 64; index += 1) {
    const first =
      (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (ROUND[index] as number) + word(index)) |
      0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = (state[index] as number) + value;
  });
}

function extend(index: number): number {
  const early = word(index - 15);
  const late = word(index - 2);
  const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
  const high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
  return word(index - 16) + low + word(index - 7) + high;
}

function word(index: number): number {
  return words[index] as number;
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}
