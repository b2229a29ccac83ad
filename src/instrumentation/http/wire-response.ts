/** Headers of an answer, by their names in lower case. */
export class WireHeaders {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  get(name: string): string | undefined {
    const value = this.#values[name.toLowerCase()];
    return typeof value === "string" ? value : Array.isArray(value) ? value.map(String).join(", ") : undefined;
  }
}

type Item = { readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value: undefined };

/** A body that is told what it would have given its reader. */
export class WireBody {
  #next: Item = { done: true, value: undefined };
  #error: { readonly error: unknown } | undefined;
  #iterator: Iterator<Uint8Array> | undefined;

  [Symbol.asyncIterator](): Iterator<Uint8Array> {
    return {
      next: () => {
        if (this.#error !== undefined) throw this.#error.error;
        return this.#next as IteratorResult<Uint8Array>;
      },
      return: () => ({ done: true, value: undefined }),
    };
  }

  push(value: Uint8Array): void {
    this.#next = { done: false, value };
    this.#pull();
  }

  end(): void {
    this.#next = { done: true, value: undefined };
    this.#pull();
  }

  fail(error: unknown): void {
    this.#error = { error };
    try {
      this.#pull();
    } catch {
      // What it threw is what it was told.
    }
  }

  leave(): void {
    this.#reader().return?.();
  }

  #pull(): void {
    this.#reader().next();
  }

  /** Asked for only once somebody observes the body. */
  #reader(): Iterator<Uint8Array> {
    this.#iterator ??= this[Symbol.asyncIterator]();
    return this.#iterator;
  }
}

/** An answer as it was seen on the wire, in the shape of the answer of a `fetch`: it is recorded as one. */
export interface WireResponse {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: WireBody;
  text(): undefined;
  arrayBuffer(): undefined;
}

export function createWireResponse(status: number, headers: WireHeaders): WireResponse {
  return { status, headers, body: new WireBody(), text: () => undefined, arrayBuffer: () => undefined };
}
