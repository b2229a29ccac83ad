import { cleanedName } from "../internal/name-cleaner.ts";
import { isList, ownKeys } from "../internal/own-keys.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import type { RecorderPorts } from "./ports.ts";

const MAX_ATTRIBUTES = 64;
const MAX_LOOKED_AT = 160;
const MAX_KEY_LENGTH = 256;
const NONE: TelemetryAttributes = {};

/**
 * Attributes from the application, made safe. What cannot be kept is counted in `agentscribe.dropped`: also content under a name of the conventions
 * whose gate is closed.
 *
 * @param around - attributes of the same span that say what it is
 * @param most - how many are kept
 */
export function userAttributes(
  ports: Pick<RecorderPorts, "content">,
  attributes: unknown,
  around: TelemetryAttributes = NONE,
  most: number = MAX_ATTRIBUTES,
): TelemetryAttributes {
  if (attributes === undefined || attributes === null) return NONE;
  if (typeof attributes !== "object" || isList(attributes)) return { [DROPPED]: "attributes" };
  const result: Record<string, TelemetryValue> = {};
  const { keys, total } = ownKeys(attributes, MAX_LOOKED_AT);
  const all = (): TelemetryAttributes => ({ ...around, ...result });
  let kept = 0;
  let empty = 0;
  for (const key of keys) {
    if (kept >= most) break;
    let given: unknown;
    let isReadable = true;
    try {
      given = Reflect.get(attributes, key);
    } catch {
      isReadable = false; // A getter that throws: counted as dropped.
    }
    if (given === undefined && isReadable) empty += 1;
    const isName = key !== "" && key !== "__proto__" && key.length <= MAX_KEY_LENGTH;
    const name = isName ? cleanedName(key).toWellFormed() : undefined;
    const value = name === undefined || !isReadable ? undefined : ports.content.given(name, given, all);
    // Two names can become one as they are cleaned.
    if (name === undefined || name in result || value === undefined || value === null) continue;
    result[name] = value;
    kept += 1;
  }
  const dropped = total - kept - empty;
  return dropped > 0 ? { ...result, [DROPPED]: `attributes:${dropped}` } : result;
}
