/**
 * Starts telemetry without a line of code: `node --import agentscribe/register agent.js`, or `NODE_OPTIONS`, or `require("agentscribe/register")` first of
 * all. It is configured by the `OTEL_*` and `AGENTSCRIBE_*` variables. A process that is opted out loads nothing more and patches nothing.
 *
 * @packageDocumentation
 */
import type { startZeroCode } from "./instrumentation/register/zero-code.ts";
import { describeError } from "./internal/guard.ts";
import { optOutReason } from "./internal/opt-out.ts";
import { writeLine } from "./internal/write-line.ts";

if (optOutReason(undefined, process.env) === undefined) {
  try {
    (require("./zero-code.cjs") as { startZeroCode: typeof startZeroCode }).startZeroCode();
  } catch (error) {
    // What is thrown here would end the program before its first line.
    writeLine("error", `the zero-code start failed, so nothing is recorded: ${describeError(error)}`);
  }
}
