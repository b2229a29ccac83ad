import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import type { RecorderPorts } from "./ports.ts";
import { read } from "./present.ts";

const MAX_ATTRIBUTES = 128;
const MAX_KEY_LENGTH = 256;

/** Attributes from the application, made safe. What cannot be kept is counted in `agentscribe.dropped`. */
export function userAttributes(ports: Pick<RecorderPorts, "content">, attributes: unknown): TelemetryAttributes {
  if (typeof attributes !== "object" || attributes === null) return {};
  const result: Record<string, TelemetryValue> = {};
  const keys = keysOf(attributes);
  let kept = 0;
  let dropped = 0;
  for (const key of keys) {
    const name = key.length > MAX_KEY_LENGTH ? undefined : key.toWellFormed();
    const value =
      name === undefined || name === "" || kept >= MAX_ATTRIBUTES
        ? undefined
        : ports.content.attribute(read(attributes, key));
    if (value === undefined || name === undefined || value === null) {
      if (read(attributes, key) !== undefined) dropped += 1;
    } else {
      Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
      kept += 1;
    }
    if (kept >= MAX_ATTRIBUTES) {
      dropped += keys.length - kept - dropped;
      break;
    }
  }
  return dropped > 0 ? { ...result, [DROPPED]: `attributes:${dropped}` } : result;
}

function keysOf(attributes: object): string[] {
  try {
    return Object.keys(attributes);
  } catch {
    return []; // A Proxy that refuses to list its keys has none to record.
  }
}
