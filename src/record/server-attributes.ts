import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { serverOf } from "../providers/index.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../semconv/core-attributes.ts";
import type { RecorderPorts } from "./ports.ts";
import { finite, label, present, read } from "./present.ts";

/**
 * Where a call goes: the address the application gives, else the default host of the provider's API (which the provider's own
 * `*_BASE_URL` variable changes).
 */
export function serverAttributes(ports: Pick<RecorderPorts, "env">, options: unknown): TelemetryAttributes {
  const address = label(read(options, "serverAddress"));
  const port = finite(read(options, "serverPort"));
  if (address !== undefined) return present({ [SERVER_ADDRESS]: address, [SERVER_PORT]: port ?? 443 });
  const provider = label(read(options, "provider"));
  const server = provider === undefined ? undefined : serverOf(provider, ports.env);
  return server === undefined ? {} : { [SERVER_ADDRESS]: server.address, [SERVER_PORT]: port ?? server.port };
}
