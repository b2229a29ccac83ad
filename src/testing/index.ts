/**
 * Tests of instrumented agents: a client in memory, matchers, a search for content that must not leave, a scripted model and a clock.
 *
 * @packageDocumentation
 */
import * as prices from "@pydantic/genai-prices";
import * as core from "../core.ts";
import { type TestTelemetry, testTelemetryFactory } from "./telemetry/create.ts";
import type { TestTelemetryOptions } from "./telemetry/test-options.ts";
import { wrapInTests } from "./telemetry/wrap-in-tests.ts";

export * from "./exports.ts";

wrapInTests();

/**
 * Makes a client that records in memory, by the same path as `init`: capture, redaction, prices, budgets and monitors are real. It opens no
 * socket and no file, reads no environment variable, and records although the environment opts out of telemetry. Several can be used side by side.
 *
 * @throws ConfigError when an option of `init` is wrong, TypeError for one that has no place in memory
 */
export const createTestTelemetry: (options?: TestTelemetryOptions) => TestTelemetry = testTelemetryFactory(
  () => core,
  () => prices,
);
