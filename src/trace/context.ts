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

  deleteValue(key: symbol): Context {
    const index = this.#keys.indexOf(key);
    if (index < 0) return this;
    return new LightContext(this.#keys.toSpliced(index, 1), this.#values.toSpliced(index, 1));
  }
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
