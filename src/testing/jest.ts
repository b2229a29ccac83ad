/**
 * Adds the matchers of `agentscribe/testing` to jest's `expect`. Import it, or name it in `setupFilesAfterEnv`.
 *
 * @packageDocumentation
 */
// biome-ignore lint/suspicious/noTsIgnore: expecting an error fails where jest is installed
// @ts-ignore: Jest is the application's.
import { expect } from "@jest/globals";
import { matchers, type TelemetryMatchers } from "./exports.ts";
import { wrapInTests } from "./telemetry/wrap-in-tests.ts";

wrapInTests();
(expect as { extend(more: object): void }).extend(matchers);

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as `@types/jest` declares it, for the two to be one
    interface Matchers<R, T = {}> extends TelemetryMatchers<R> {}
  }
}

// biome-ignore lint/suspicious/noTsIgnore: expecting an error fails where jest is installed
// @ts-ignore: There where `expect` is installed, which `@jest/globals` takes its types from.
declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TelemetryMatchers<R> {}
}
