import type { Context, Span } from "@opentelemetry/api";
import { SPAN_KEY } from "./span-context.ts";

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

  /** What as many calls of `setValue` give, without a context for each. */
  setValues(entries: readonly (readonly [key: symbol, value: unknown])[]): Context {
    let keys = this.#keys;
    const values = this.#values.slice();
    for (let at = 0; at < entries.length; at += 1) {
      const [key, value] = entries[at] as (typeof entries)[number];
      const index = keys.indexOf(key);
      if (index < 0) keys = [...keys, key];
      values[index < 0 ? keys.length - 1 : index] = value;
    }
    return new LightContext(keys, values);
  }

  deleteValue(key: symbol): Context {
    const index = this.#keys.indexOf(key);
    if (index < 0) return this;
    return new LightContext(this.#keys.toSpliced(index, 1), this.#values.toSpliced(index, 1));
  }
}

/** A context with several values set. */
export function setValues(context: Context, entries: readonly (readonly [key: symbol, value: unknown])[]): Context {
  if (context instanceof LightContext) return context.setValues(entries);
  return entries.reduce((result, [key, value]) => result.setValue(key, value), context);
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
