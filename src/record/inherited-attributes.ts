import { isOwn } from "../internal/is-own.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { TURN_ID } from "../semconv/agentscribe-attributes.ts";
import { isIdentity } from "./identity.ts";
import { type AttributeDraft, putAll } from "./present.ts";
import type { ScopePlan } from "./scope-plan.ts";

/**
 * What the spans and events inside a new scope carry; the same object as around it when the scope changes nothing.
 *
 * @param turnId - of the turn that begins with it; absent when none does
 */
export function inheritedInside(
  { clears, stamp }: ScopePlan,
  around: TelemetryAttributes,
  turnId: string | undefined,
): TelemetryAttributes {
  const inherited = without(around, clears);
  if (turnId === undefined && stamp === undefined) return inherited;
  const result: AttributeDraft = { ...inherited };
  if (turnId !== undefined) result[TURN_ID] = turnId;
  if (stamp !== undefined) putAll(result, stamp);
  return result;
}

/** Identity from around wins over what the application says at the scope. */
export function startAttributes(inherited: TelemetryAttributes, own: TelemetryAttributes): TelemetryAttributes {
  const attributes: AttributeDraft = { ...inherited };
  for (const key in own) {
    if (!isOwn(own, key)) continue;
    if (attributes[key] === undefined || !isIdentity(key)) attributes[key] = own[key] as TelemetryValue;
  }
  return attributes;
}

function without(attributes: TelemetryAttributes, keys: readonly string[] | undefined): TelemetryAttributes {
  if (keys === undefined || !keys.some((key) => key in attributes)) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !keys.includes(key)));
}
