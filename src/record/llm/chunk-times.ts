import { METRICS } from "../../semconv/metrics.ts";
import type { LabelSet } from "../label-set.ts";
import type { Scope } from "../scope.ts";

/**
 * Times between chunks that wait for the end of their call, 80 kB of them: OpenAI's API says only there by which service tier it answered. Those of a longer stream
 * are measured on the way, with what is known by then.
 */
const MAX_WAITING = 10_000;

/**
 * When the chunks of one answer came. They are measured when it is known what answered, so that their labels are those of the call's duration.
 */
export class ChunkTimes {
  count = 0;
  lastMillis = 0;
  #firstMillis: number | undefined;
  #gapsMillis: number[] = [];

  /** When the first one came. */
  get firstMillis(): number | undefined {
    return this.#firstMillis;
  }

  /** One came. @returns whether so many wait that they should be measured */
  add(nowMillis: number): boolean {
    if (this.#firstMillis === undefined) this.#firstMillis = nowMillis;
    else this.#gapsMillis.push(nowMillis - this.lastMillis);
    this.lastMillis = nowMillis;
    this.count += 1;
    return this.#gapsMillis.length >= MAX_WAITING;
  }

  /** Measures the times between chunks that wait. */
  measure({ recorder, context }: Scope, labels: LabelSet): void {
    for (const millis of this.#gapsMillis) {
      recorder.instruments.measure(METRICS.timePerOutputChunk, millis / 1000, labels.attributes, context);
    }
    this.#gapsMillis = [];
  }
}
