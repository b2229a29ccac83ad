import type { Context, Span } from "@opentelemetry/api";
import { SPAN_KEY } from "../internal/context-keys.ts";

/** An immutable `Context` of the OpenTelemetry API. Few values live in one, so a list is searched and copied. */
class LightContext implements Context {
  readonly #keys: readonly symbol[];
  readonly #values: readonly unknown[];

  constructor(keys: readonly symbol[], values: readonly unknown[]) {
    this.#keys = keys;
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    const index = this.#keys.indexOf(key);
    return index < 0 ? undefined : this.#values[index];
  }

  setValue(key: symbol, value: unknown): Context {
    const index = this.#keys.indexOf(key);
    if (index < 0) return new LightContext([...this.#keys, key], [...this.#values, value]);
    return new LightContext(this.#keys, this.#values.with(index, value));
  }

  /** What three calls of `setValue` give, without a context for each. */
  setValues(keys: ContextKeys, first: unknown, second: unknown, third: unknown): Context {
    const known = this.#withKeys(keys);
    const values = this.#values.slice();
    values[known.indexOf(keys[0])] = first;
    values[known.indexOf(keys[1])] = second;
    values[known.indexOf(keys[2])] = third;
    return new LightContext(known, values);
  }

  #withKeys(keys: ContextKeys): readonly symbol[] {
    let known = this.#keys;
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as symbol;
      if (!known.includes(key)) known = [...known, key];
    }
    return known;
  }

  deleteValue(key: symbol): Context {
    const index = this.#keys.indexOf(key);
    if (index < 0) return this;
    return new LightContext(this.#keys.toSpliced(index, 1), this.#values.toSpliced(index, 1));
  }
}

/** Three different keys of values in a context. */
export type ContextKeys = readonly [symbol, symbol, symbol];

/** A context with three values set. They are in no list: one that V8 makes where only a full collection looks would keep them until then. */
export function setValues(
  context: Context,
  keys: ContextKeys,
  first: unknown,
  second: unknown,
  third: unknown,
): Context {
  if (context instanceof LightContext) return context.setValues(keys, first, second, third);
  return context.setValue(keys[0], first).setValue(keys[1], second).setValue(keys[2], third);
}

/** The context that holds nothing. */
export const ROOT_CONTEXT: Context = new LightContext([], []);

/** A context in which `span` is the active span, for this and every version of the OpenTelemetry API. */
export function setSpan(context: Context, span: Span): Context {
  return context.setValue(SPAN_KEY, span);
}

/** The span that is active in `context`. */
export function getSpan(context: Context): Span | undefined {
  return context.getValue(SPAN_KEY) as Span | undefined;
}
