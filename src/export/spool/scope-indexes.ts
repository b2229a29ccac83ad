import { NO_SCOPE } from "./item-frame.ts";
import { type SpoolScope, scopeFrame, scopeJson } from "./record-context.ts";

/** The scopes that stand in a segment. */
export class ScopeIndexes {
  readonly #indexes = new Map<string, number>();
  #last: SpoolScope | undefined;
  #lastIndex = NO_SCOPE;

  /** Undefined when the scope has to be written first. */
  indexOf(scope: SpoolScope): number | undefined {
    // Most records in a row have one scope, and its object.
    if (scope === this.#last) return this.#lastIndex;
    const index = this.#indexes.get(scopeJson(scope));
    if (index !== undefined) this.#remember(scope, index);
    return index;
  }

  /** The index a new scope gets, and the frame to write for it. So many that no index is left are no scopes: they go without. */
  propose(scope: SpoolScope): { readonly index: number; readonly frame?: Uint8Array } {
    const index = this.#indexes.size;
    return index >= NO_SCOPE ? { index: NO_SCOPE } : { index, frame: scopeFrame(index, scopeJson(scope)) };
  }

  /** Says that the frame was written. */
  accept(scope: SpoolScope, index: number): void {
    if (index !== NO_SCOPE) this.#indexes.set(scopeJson(scope), index);
    this.#remember(scope, index);
  }

  clear(): void {
    this.#indexes.clear();
    this.#last = undefined;
  }

  #remember(scope: SpoolScope, index: number): void {
    this.#last = scope;
    this.#lastIndex = index;
  }
}
