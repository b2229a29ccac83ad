import { createDiag, type Diag } from "../../../src/internal/diag.ts";
import type { MetricRecord, Temporality } from "../../../src/internal/metric-record.ts";
import { createMetricAggregator, type MetricAggregator } from "../../../src/metrics/aggregator.ts";

export const START = 1_795_000_000_000;

export interface TestAggregator extends MetricAggregator {
  readonly diag: Diag;
  /** How often the start of measuring was told. */
  readonly told: () => number;
  passTime(millis: number): void;
  /** What is reported now, handed over. */
  report(): readonly MetricRecord[];
}

/** An aggregator whose clock stands at {@link START} until it is moved. */
export function testAggregator(temporality: Temporality = "cumulative"): TestAggregator {
  let now = START;
  let told = 0;
  const diag = createDiag({ write: () => {} });
  const aggregator = createMetricAggregator({
    temporality,
    now: () => now,
    diag,
    onMeasured: () => {
      told += 1;
    },
  });
  return {
    ...aggregator,
    diag,
    told: () => told,
    passTime(millis) {
      now += millis;
    },
    report() {
      let records: readonly MetricRecord[] = [];
      aggregator.collect((metrics) => {
        records = metrics;
      });
      return records;
    },
  };
}

/** The values of a sum or gauge by the JSON of their labels. */
export function valuesOf(records: readonly MetricRecord[], name: string): Readonly<Record<string, number>> {
  const record = records.find((one) => one.name === name);
  if (record === undefined || record.type === "histogram") return {};
  return Object.fromEntries(record.points.map(({ attributes, value }) => [JSON.stringify(attributes), value]));
}
