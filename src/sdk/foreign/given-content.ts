import type { TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import { cleanName } from "../../privacy/clean-name.ts";
import type { ContentGate } from "../../record/ports.ts";
import type { SpanGate } from "../../trace/span-gate.ts";
import { filterEvent, filterLink, passedEverywhere, splitAttributes } from "./content.ts";
import { kindOfAttribute } from "./kinds.ts";
import { filterName } from "./names.ts";
import { isParameters, plainParameters } from "./parameters.ts";

/** What code of OpenTelemetry writes on a span of ours passes the gates that spans of other instrumentations pass. */
export function createSpanGate(gate: ContentGate): SpanGate {
  return {
    name: cleanName,
    attributes: (given, around) => splitAttributes(given, gate, { attributes: around }),
    event: (event) => filterEvent(event, gate),
    link: (link) => filterLink(link, gate),
    errorText: (text) => gate.text("errorText", text),
  };
}

/** An attribute that the application gave to us: under a name that is known to hold content only where every destination may have that. */
export function passGiven(
  name: string,
  value: unknown,
  around: () => TelemetryAttributes,
  gate: ContentGate,
): TelemetryValue | undefined {
  const { names } = gate;
  const named = names !== undefined && typeof value === "string" ? filterName(name, value, names, around) : value;
  const safe = gate.attribute(named, name);
  if (typeof safe === "number" || typeof safe === "boolean" || safe === undefined || safe === null) return safe;
  if (isParameters(name)) return plainParameters(safe, gate);
  const kind = kindOfAttribute(name, around);
  return kind === undefined ? safe : passedEverywhere(safe, [kind], gate);
}
