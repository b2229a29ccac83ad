import type { Scope } from "./scope.ts";

/**
 * A scope in the list of those that are open. A class: what a literal makes V8 may come to make where only a full collection looks, and each would keep its scope.
 */
export class OpenEntry {
  readonly scope: Scope;
  before: OpenEntry | undefined;
  after: OpenEntry | undefined;

  constructor(scope: Scope, before: OpenEntry | undefined) {
    this.scope = scope;
    this.before = before;
    this.after = undefined;
  }
}

/**
 * The scopes that are open, in the order in which they started. They are linked, not in a set: a set whose members come and go without end builds its
 * tables anew all the time, and leaves the old ones to a full collection.
 */
export class OpenScopes {
  #first: OpenEntry | undefined;
  #last: OpenEntry | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get oldest(): Scope | undefined {
    return this.#first?.scope;
  }

  /** Gives what {@link delete} takes. */
  add(scope: Scope): OpenEntry {
    const entry = new OpenEntry(scope, this.#last);
    if (this.#last === undefined) this.#first = entry;
    else this.#last.after = entry;
    this.#last = entry;
    this.#size += 1;
    return entry;
  }

  /** To be called once for each entry. */
  delete(entry: OpenEntry): void {
    const { before, after } = entry;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    // A scope that is kept holds none of those that were open with it.
    entry.before = undefined;
    entry.after = undefined;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Scope> {
    for (let entry = this.#first; entry !== undefined; entry = entry.after) yield entry.scope;
  }
}
