import type { Attributes, AttributeValue } from "../model/raw.ts";

/** Where attributes are put as they are read. */
export interface AttributeSink {
  set(name: string, value: AttributeValue): unknown;
}

/**
 * The attributes of one span, in lists that are filled again for the next one: a Map for each span would cost more than to read its attributes. A name
 * that was sent twice is there twice.
 */
export class SpanAttributes implements Attributes, AttributeSink {
  readonly #names: string[] = [];
  readonly #values: AttributeValue[] = [];
  #size = 0;

  /** Forgets the span before. */
  cleared(): this {
    this.#size = 0;
    return this;
  }

  set(name: string, value: AttributeValue): void {
    this.#names[this.#size] = name;
    this.#values[this.#size] = value;
    this.#size += 1;
  }

  get(name: string): AttributeValue | undefined {
    for (let index = this.#size - 1; index >= 0; index -= 1)
      if (this.#names[index] === name) return this.#values[index];
    return undefined;
  }

  forEach(visit: (value: AttributeValue, name: string, attributes: never) => void): void {
    for (let index = 0; index < this.#size; index += 1)
      visit(this.#values[index] as AttributeValue, this.#names[index] as string, undefined as never);
  }
}
