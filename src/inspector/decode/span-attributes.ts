import type { Attributes, AttributeValue } from "../model/raw.ts";

/** Where attributes are put as they are read. */
export interface AttributeSink {
  /** Before an attribute is read. @returns whether it is known already, and need not be read */
  begin?(bytes: Uint8Array, start: number, end: number): boolean;
  set(name: string, value: AttributeValue): unknown;
}

/**
 * The attributes of one span of a request, in lists that are filled again for the next one: a Map for each span would cost more than to read its attributes.
 * Those that all spans of a session have, such as its id, stand at the same places with the same bytes: they are read once. A name that was sent twice is
 * there twice.
 */
export class SpanAttributes implements Attributes, AttributeSink {
  /** Without a name: an attribute that is not wanted. */
  readonly #names: (string | undefined)[] = [];
  readonly #values: AttributeValue[] = [];
  /** Where in the request the attribute is that stood at this place last. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #size = 0;

  /** Forgets the span before. */
  cleared(): this {
    this.#size = 0;
    return this;
  }

  begin(bytes: Uint8Array, start: number, end: number): boolean {
    const place = this.#size;
    this.#size += 1;
    if (
      place < this.#ends.length &&
      isSame(bytes, start, end, this.#starts[place] as number, this.#ends[place] as number)
    )
      return true;
    this.#names[place] = undefined;
    this.#starts[place] = start;
    this.#ends[place] = end;
    return false;
  }

  set(name: string, value: AttributeValue): void {
    this.#names[this.#size - 1] = name;
    this.#values[this.#size - 1] = value;
  }

  get(name: string): AttributeValue | undefined {
    for (let place = this.#size - 1; place >= 0; place -= 1)
      if (this.#names[place] === name) return this.#values[place];
    return undefined;
  }

  forEach(visit: (value: AttributeValue, name: string, attributes: never) => void): void {
    for (let place = 0; place < this.#size; place += 1) {
      const name = this.#names[place];
      if (name !== undefined) visit(this.#values[place] as AttributeValue, name, undefined as never);
    }
  }
}

/** Attributes begin alike: what is different is seen sooner from their end. */
function isSame(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let at = end - 1, other = otherEnd - 1; at >= start; at -= 1, other -= 1)
    if (bytes[at] !== bytes[other]) return false;
  return true;
}
