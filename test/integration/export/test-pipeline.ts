import type { Environment } from "../../../src/export/destinations/env-endpoint.ts";
import type { ExporterOptions } from "../../../src/export/destinations/exporter-options.ts";
import { resolveDestinations } from "../../../src/export/destinations/resolve-destinations.ts";
import { createPipeline, type Pipeline } from "../../../src/export/pipeline.ts";
import type { QueueLimits } from "../../../src/export/queue/queue-limits.ts";
import { createDiag, type Diag } from "../../../src/internal/diag.ts";
import { spanRecord } from "../../unit/export/span-record.ts";

export interface TestPipeline {
  readonly pipeline: Pipeline;
  readonly diag: Diag;
  /** Records `count` spans named `span-<n>`. */
  record(count: number, name?: string): void;
}

/** A pipeline to the given exporters that waits for no batch to fill. */
export function testPipeline(
  exporters: readonly ExporterOptions[],
  limits: Partial<QueueLimits> = {},
  env: Environment = {},
): TestPipeline {
  const diag = createDiag({ write: () => {} });
  const destinations = resolveDestinations({ exporters, env, warn: diag.warn, resolveCapture: () => () => true });
  const resource = { attributes: { "service.name": "test" } };
  const pipeline = createPipeline({ destinations, resource, diag, limits: { flushIntervalMillis: 20, ...limits } });
  let next = 0;
  return {
    pipeline,
    diag,
    record(count, name) {
      for (let made = 0; made < count; made++) pipeline.span(spanRecord({ name: name ?? `span-${next++}` }));
    },
  };
}

/** `span-0` to `span-<count - 1>`. */
export function spanNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `span-${index}`);
}
