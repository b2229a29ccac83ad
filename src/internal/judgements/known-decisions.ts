import { KnownKinds, MAX_KINDS } from "./known-kinds.ts";

/** Types of decisions that were seen, and the choices of each. A type has a history of its own, so that its first choices are not new. */
export class KnownDecisions {
  readonly types: KnownKinds = new KnownKinds();
  readonly #choices = new Map<string, KnownKinds>();

  /** @returns the choices of the type; absent for a type that is one of too many */
  add(type: string, choice: string, atMillis: number, count: number = 1): KnownKinds | undefined {
    this.types.add(type, atMillis, count);
    const choices = this.#choicesOf(type);
    choices?.add(choice, atMillis, count);
    return choices;
  }

  #choicesOf(type: string): KnownKinds | undefined {
    if (this.types.firstMillis(type) === undefined) return undefined;
    const known = this.#choices.get(type);
    if (known !== undefined) return known;
    if (this.#choices.size >= MAX_KINDS) this.#forget();
    const made = new KnownKinds();
    this.#choices.set(type, made);
    return made;
  }

  /** Those of types that were forgotten. */
  #forget(): void {
    for (const type of this.#choices.keys()) {
      if (this.types.firstMillis(type) === undefined) this.#choices.delete(type);
    }
  }
}
