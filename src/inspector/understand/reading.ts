import type { Attributes, AttributeValue } from "../model/raw.ts";
import { NUMBER_FIELDS, type NumberSlot, type Rule, TEXT_FIELDS, type TextSlot } from "./field.ts";

/** Numbers above this are no counts, amounts or times that a model call can have. */
const MAX_NUMBER = 1e15;

/** Attributes of a record for which it is remembered what was at their place in the record before. */
const PLACES = 64;

/**
 * What the attributes of one record say, by field. Made once and filled again for each record, since the writer's thread reads tens of thousands a
 * second.
 */
export class Reading {
  readonly #texts: (string | undefined)[] = TEXT_FIELDS.map(() => undefined);
  readonly #textRanks: number[] = TEXT_FIELDS.map(() => 0);
  readonly #numbers: (number | undefined)[] = NUMBER_FIELDS.map(() => undefined);
  readonly #numberRanks: number[] = NUMBER_FIELDS.map(() => 0);
  readonly #rules: ReadonlyMap<string, Rule>;
  /** By place: records that come one after the other have many attributes at the same places. */
  readonly #names: (string | undefined)[] = new Array<undefined>(PLACES).fill(undefined);
  readonly #rulesOfNames: (Rule | undefined)[] = new Array<undefined>(PLACES).fill(undefined);

  constructor(rules: ReadonlyMap<string, Rule>) {
    this.#rules = rules;
  }

  /** Forgets what was read before and reads a record's attributes. */
  read(attributes: Attributes): void {
    // As loops: `fill` takes several times as long.
    const [texts, numbers] = [this.#texts, this.#numbers];
    for (let slot = 0; slot < texts.length; slot += 1) texts[slot] = undefined;
    for (let slot = 0; slot < numbers.length; slot += 1) numbers[slot] = undefined;
    let place = 0;
    attributes.forEach((value, name) => {
      const rule = this.#ruleOf(name, place);
      place += 1;
      if (rule === undefined) return;
      if (rule.isNumber) this.#putNumber(rule, value);
      else this.#putText(rule, value);
    });
  }

  text(field: TextSlot): string | undefined {
    return this.#texts[field];
  }

  number(field: NumberSlot): number | undefined {
    return this.#numbers[field];
  }

  #ruleOf(name: string, place: number): Rule | undefined {
    if (this.#names[place] === name) return this.#rulesOfNames[place];
    const rule = this.#rules.get(name);
    if (place >= PLACES) return rule;
    this.#names[place] = name;
    this.#rulesOfNames[place] = rule;
    return rule;
  }

  #putText({ slot, rank }: Rule, value: AttributeValue): void {
    if (this.#texts[slot] !== undefined && (this.#textRanks[slot] ?? 0) < rank) return;
    const text = toText(value);
    if (text === undefined) return;
    this.#texts[slot] = text;
    this.#textRanks[slot] = rank;
  }

  #putNumber({ slot, rank, factor }: Rule, value: AttributeValue): void {
    if (this.#numbers[slot] !== undefined && (this.#numberRanks[slot] ?? 0) < rank) return;
    const number = toNumber(value);
    if (number === undefined) return;
    this.#numbers[slot] = factor === 1 ? number : Math.round(number * factor);
    this.#numberRanks[slot] = rank;
  }
}

/** What Logfire writes in place of what looks like a secret, ids of sessions among it. */
const SCRUBBED = "[Scrubbed due to";

/** A value as a word: of a list its first item, also where the list is JSON text; undefined for an empty one. */
export function toText(value: AttributeValue | undefined): string | undefined {
  if (typeof value === "string") {
    if (value === "" || value.startsWith(SCRUBBED)) return undefined;
    return value.startsWith('["') ? firstOfJson(value) : value;
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? toText(value[0]) : undefined;
}

/** A number that is none below 0; numbers also as text, and true as 1. */
function toNumber(value: AttributeValue | undefined): number | undefined {
  if (value === true) return 1;
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number <= MAX_NUMBER ? number : undefined;
}

function firstOfJson(text: string): string | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && typeof list[0] === "string" && list[0] !== "" ? list[0] : undefined;
  } catch {
    return text;
  }
}
