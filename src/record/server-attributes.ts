import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { serverOf } from "../providers/index.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../semconv/core-attributes.ts";
import type { RecorderPorts } from "./ports.ts";
import { type AttributeDraft, finite, label, put, read } from "./present.ts";

/**
 * Where a call goes: the address the application gives, else the default host of the provider's API (which the provider's own
 * `*_BASE_URL` variable changes).
 */
export function serverAttributes(ports: Pick<RecorderPorts, "env">, options: unknown): TelemetryAttributes {
  const address = label(read(options, "serverAddress"));
  const port = finite(read(options, "serverPort"));
  const provider = address === undefined ? label(read(options, "provider")) : undefined;
  const server = provider === undefined ? undefined : serverOf(provider, ports.env);
  const attributes: AttributeDraft = {};
  put(attributes, SERVER_ADDRESS, address ?? server?.address);
  if (address !== undefined || server !== undefined) put(attributes, SERVER_PORT, port ?? server?.port ?? 443);
  return attributes;
}
