import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";

/** As many sets as are kept; metrics merge what comes after into their overflow anyway. */
const MAX_SETS = 10_000;

/**
 * Labels of metrics, put together one by one. The same labels in the same order give the same object each time, so that nothing is built for
 * a call like the one before, and an instrument knows its series by the identity of the object.
 */
export class LabelSet {
  readonly attributes: TelemetryAttributes;
  readonly #known: { sets: number };
  #next: Map<string, Map<TelemetryValue, LabelSet>> | undefined;
  /** What was asked for last: calls that follow each other are mostly alike. */
  #lastKey: string | undefined;
  #lastValue: TelemetryValue | undefined;
  #last: LabelSet = this;

  constructor(attributes: TelemetryAttributes = {}, known: { sets: number } = { sets: 0 }) {
    this.attributes = attributes;
    this.#known = known;
  }

  /** These labels and one more; the same set when it has no value. */
  with(key: string, value: TelemetryValue | undefined): LabelSet {
    if (value === undefined || value === null) return this;
    if (key === this.#lastKey && value === this.#lastValue) return this.#last;
    this.#last = this.#next?.get(key)?.get(value) ?? this.#make(key, value);
    this.#lastKey = key;
    this.#lastValue = value;
    return this.#last;
  }

  #make(key: string, value: TelemetryValue): LabelSet {
    const made = new LabelSet(Object.freeze({ ...this.attributes, [key]: value }), this.#known);
    if (this.#known.sets >= MAX_SETS) return made;
    this.#known.sets += 1;
    this.#next ??= new Map();
    const byValue = this.#next.get(key) ?? new Map<TelemetryValue, LabelSet>();
    this.#next.set(key, byValue.set(value, made));
    return made;
  }
}
