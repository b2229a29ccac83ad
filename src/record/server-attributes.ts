import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { type ServerAddress, serverOf } from "../providers/index.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../semconv/core-attributes.ts";
import { finite, label, read } from "./given-value.ts";
import { type AttributeDraft, put } from "./present.ts";
import type { Recorder } from "./recorder.ts";

/** As many providers as are remembered. */
const MAX_SERVERS = 100;

/**
 * Where a call goes: the address the application gives, else the default host of the provider's API (which the provider's own
 * `*_BASE_URL` variable changes; it is read once for each provider, as reading the environment is slow).
 */
export function serverAttributes(recorder: Recorder, options: unknown): TelemetryAttributes {
  const attributes: AttributeDraft = {};
  putServerAttributes(attributes, recorder, options);
  return attributes;
}

/** Adds the same to attributes that are being put together. */
export function putServerAttributes(attributes: AttributeDraft, recorder: Recorder, options: unknown): void {
  const address = label(read(options, "serverAddress"));
  const port = finite(read(options, "serverPort"));
  const server = address === undefined ? serverOfProvider(recorder, label(read(options, "provider"))) : undefined;
  put(attributes, SERVER_ADDRESS, address ?? server?.address);
  if (address !== undefined || server !== undefined) put(attributes, SERVER_PORT, port ?? server?.port ?? 443);
}

function serverOfProvider({ servers, ports }: Recorder, provider: string | undefined): ServerAddress | undefined {
  if (provider === undefined) return undefined;
  if (servers.has(provider)) return servers.get(provider);
  const server = serverOf(provider, ports.env);
  if (servers.size < MAX_SERVERS) servers.set(provider, server);
  return server;
}
