import { isOff } from "../is-off.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { type AiSdkIntegration, createIntegration } from "./integration.ts";
import { markOtelIntegrations } from "./mark-otel.ts";

/** Where AI SDK 6 and 7 keep what `registerTelemetry()` was given. */
const REGISTRY = "AI_SDK_TELEMETRY_INTEGRATIONS";

/**
 * The integration for `telemetry: { integrations: [...] }` of AI SDK 7, for calls that name their integrations: those that are registered for
 * all are not asked then. It is the same for all copies of this package, so none records twice.
 */
export function aiSdkIntegration(): AiSdkIntegration {
  return sharedRegistry("agentscribe ai-sdk integration.1", () =>
    createIntegration(() => markOtelIntegrations(registeredAll())),
  );
}

/**
 * Records all that AI SDK 7 does in this process, whenever it is loaded. Does nothing in a process that is opted out of telemetry, and to
 * versions 5 and 6: see `wrapAiSdk`.
 *
 * @returns how to stop it
 */
export function instrumentAiSdk(): () => void {
  if (isOff()) return () => undefined;
  const registered = registeredAll();
  const integration = aiSdkIntegration();
  if (!registered.includes(integration)) registered.push(integration);
  return () => {
    const place = registered.indexOf(integration);
    if (place >= 0) registered.splice(place, 1);
  };
}

/** The list that all copies of `ai` in the process ask, made when none of them has. */
function registeredAll(): unknown[] {
  const globals = globalThis as Record<string, unknown>;
  const known = globals[REGISTRY];
  if (Array.isArray(known)) return known;
  const made: unknown[] = [];
  globals[REGISTRY] = made;
  return made;
}
