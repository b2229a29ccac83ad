import { createRequire } from "node:module";
import type * as Core from "../core.ts";
import { type TestTelemetry, testTelemetryFactory } from "./telemetry/create.ts";
import type { TestTelemetryOptions } from "./telemetry/test-options.ts";
import { wrapInTests } from "./telemetry/wrap-in-tests.ts";

export * from "./exports.ts";

wrapInTests();

/** What Node loads for `agentscribe/testing`: the same names as `index.ts`, with the core that `agentscribe` loads too. */
const load = createRequire(import.meta.url);

export const createTestTelemetry: (options?: TestTelemetryOptions) => TestTelemetry = testTelemetryFactory(
  () => load("./core.cjs") as typeof Core,
  () => load("./price-table.cjs"),
);
