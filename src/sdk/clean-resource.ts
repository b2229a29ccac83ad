import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { toSafeJson } from "../privacy/sanitize.ts";
import { redactSecretsInName } from "../privacy/secrets.ts";

const redact = (text: string): string => redactSecretsInName(text).text;

/** Attributes of the resource without secrets, those that their names tell of too. */
export function cleanResource(attributes: TelemetryAttributes): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    result[redact(name)] = toSafeJson(value, { name, redact }).value;
  }
  return result;
}
