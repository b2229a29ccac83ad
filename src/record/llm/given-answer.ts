import { checkUsage, type Usage } from "../../semconv/usage.ts";
import { finite, label, read } from "../given-value.ts";

/** What the application says of an answer by hand: it wins over what a response says. */
export class GivenAnswer {
  id: string | undefined;
  model: string | undefined;
  firstChunkMillis: number | undefined;
  finishReasons: readonly string[] | undefined;
  /** Messages as they were given. */
  output: { readonly messages: unknown } | undefined;
  #usage: Usage | undefined;
  #mended: readonly string[] = [];
  /** It was given in parts. */
  #isMixed = false;

  get usage(): Usage | undefined {
    return this.#usage;
  }

  /** What is given later wins. */
  addUsage(usage: unknown): void {
    const checked = checkUsage(usage);
    this.#isMixed = this.#usage !== undefined;
    this.#usage = this.#isMixed ? { ...this.#usage, ...checked.usage } : checked.usage;
    this.#mended = union(this.#isMixed ? this.#mended : [], checked.mended);
  }

  addFacts(facts: unknown): void {
    this.id = label(read(facts, "id")) ?? this.id;
    this.model = label(read(facts, "model")) ?? this.model;
    const millis = finite(read(facts, "timeToFirstChunkMs"));
    if (millis !== undefined && millis >= 0) this.firstChunkMillis = millis;
  }

  /**
   * The usage, with what was reported where nothing else was given, and the names of what was mended in it. What a response says was checked
   * when it was read; only a mixture has to be checked again.
   */
  withReported(reported: Usage | undefined): { readonly usage: Usage | undefined; readonly mended: readonly string[] } {
    const usage = this.#usage;
    const isMixed = usage !== undefined && (reported !== undefined || this.#isMixed);
    if (!isMixed) return { usage: usage ?? reported, mended: this.#mended };
    const mixed = checkUsage({ ...reported, ...usage });
    return { usage: mixed.usage, mended: union(this.#mended, mixed.mended) };
  }
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return more.length === 0 ? some : [...new Set([...some, ...more])];
}
