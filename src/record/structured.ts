import { EncodedText } from "../internal/encoded-text.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";

/**
 * The value that JSON text stands for. The conventions want structured content as a structure on events, and as JSON text on spans.
 *
 * What is no JSON after all is kept as text.
 */
export function structured(value: TelemetryValue): TelemetryValue {
  if (!(value instanceof EncodedText)) return value;
  const text = value.toString();
  try {
    return JSON.parse(text) as TelemetryValue;
  } catch {
    return text; // Text that was cut in the middle.
  }
}
