import { noteClient } from "../internal/made-clients.ts";
import { optOutReason } from "../internal/opt-out.ts";
import { sharedState } from "../internal/shared-state.ts";
import { enterDefault } from "./default-client.ts";
import { offTelemetry } from "./off-telemetry.ts";
import type { TelemetryOptions } from "./options.ts";
import { startTelemetry } from "./start-telemetry.ts";
import type { Telemetry } from "./telemetry.ts";

/**
 * Starts telemetry and gives the client to record with. It returns at once; what is heavy is loaded afterwards, and nothing recorded
 * meanwhile is lost. Of the clients that are not shut down, the last one made is what `fromContext()` gives outside of scopes.
 *
 * @throws ConfigError when an option is wrong, before anything is started; not when telemetry is off, as nothing is looked at then
 */
export function init(options: TelemetryOptions = {}): Telemetry {
  const { env } = process;
  const off = optOutReason(options, env);
  const telemetry = off === undefined ? startTelemetry(options, { env }).telemetry : offTelemetry(off);
  if (off === undefined) enterDefault(telemetry);
  else sharedState().defaultClient = telemetry;
  noteClient(telemetry);
  return telemetry;
}
