/**
 * Adds the matchers of `agentscribe/testing` to vitest's `expect`. Import it, or name it in `setupFiles`.
 *
 * @packageDocumentation
 */
import { expect } from "vitest";
import { matchers, type TelemetryMatchers } from "./exports.ts";
import { wrapInTests } from "./telemetry/wrap-in-tests.ts";

wrapInTests();
expect.extend(matchers);

declare module "vitest" {
  // biome-ignore lint/suspicious/noTsIgnore: expecting an error fails where there is none
  // @ts-ignore: Versions before 5 have other type parameters here.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends TelemetryMatchers<R> {}
}
