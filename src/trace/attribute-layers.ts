import { isOwn } from "../internal/is-own.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { type AttributeBag, addAttributes, createAttributeBag } from "./attribute-bag.ts";
import { putAttribute } from "./attribute-value.ts";

/**
 * The attributes of a span as they were set: in layers, of which a later one wins. What recording sets at the start, with the response and with the
 * cost stays the objects it was given as; putting them into one object of many keys costs more than all else that a span does.
 */
export class AttributeLayers {
  readonly layers: TelemetryAttributes[] = [];
  readonly #maxCount: number;
  readonly #maxLength: number;
  /** The only layer, while it takes what comes through the API. */
  #bag: AttributeBag | undefined;
  /** Keys of all layers; one that is set twice counts twice. */
  #keys = 0;
  #dropped = 0;

  constructor(maxCount: number, maxLength: number) {
    this.#maxCount = maxCount;
    this.#maxLength = maxLength;
  }

  get dropped(): number {
    return this.#dropped + (this.#bag?.dropped ?? 0);
  }

  /** How many attributes there are, at most. */
  get count(): number {
    return this.#keys + (this.#bag?.count ?? 0);
  }

  /** Attributes that are safe to carry as they are; `taken` is how much of the limit other things use. */
  addSafe(attributes: TelemetryAttributes, taken: number): void {
    if (this.#maxLength !== Number.POSITIVE_INFINITY) {
      this.addAll(attributes, taken);
      return;
    }
    let keys = 0;
    for (const key in attributes) if (isOwn(attributes, key)) keys += 1;
    if (keys === 0) return;
    if (this.count + keys > this.#maxCount - taken) {
      this.addAll(attributes, taken);
      return;
    }
    this.#close();
    this.layers.push(attributes);
    this.#keys += keys;
  }

  /** Anything that was given as attributes. */
  addAll(attributes: unknown, taken: number): void {
    addAttributes(this.#open(), attributes, this.#maxCount - taken, this.#maxLength);
  }

  drop(count = 1): void {
    this.#dropped += count;
  }

  /** All layers as one that can be added to, so that a key that is set again takes no more room. */
  #open(): AttributeBag {
    if (this.#bag !== undefined) return this.#bag;
    const bag = createAttributeBag();
    for (const layer of this.layers) {
      putAttributes(bag.values, layer);
    }
    bag.count = Object.keys(bag.values).length;
    this.layers.length = 0;
    this.layers.push(bag.values);
    this.#keys = 0;
    this.#bag = bag;
    return bag;
  }

  #close(): void {
    if (this.#bag === undefined) return;
    this.#keys += this.#bag.count;
    this.#dropped += this.#bag.dropped;
    this.#bag = undefined;
  }
}

/** All layers as one object. */
export function mergeLayers(layers: readonly TelemetryAttributes[]): TelemetryAttributes {
  const [first] = layers;
  if (first === undefined) return {};
  if (layers.length === 1) return first;
  const merged: Record<string, TelemetryValue> = {};
  for (const layer of layers) putAttributes(merged, layer);
  return merged;
}

function putAttributes(target: Record<string, TelemetryValue>, layer: TelemetryAttributes): void {
  for (const key in layer) if (isOwn(layer, key)) putAttribute(target, key, layer[key] as TelemetryValue);
}
