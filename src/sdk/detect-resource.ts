import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";

type Resources = typeof import("@opentelemetry/resources");

/** Asks the standard detectors that `OTEL_NODE_RESOURCE_DETECTORS` names; ours win over what they find. Without it, none is asked. */
export async function detectResource(
  resources: Resources,
  ours: TelemetryAttributes,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TelemetryAttributes> {
  const names = (env.OTEL_NODE_RESOURCE_DETECTORS ?? "").split(",").map((name) => name.trim().toLowerCase());
  const known = {
    host: resources.hostDetector,
    os: resources.osDetector,
    process: resources.processDetector,
    env: resources.envDetector,
  };
  const detectors = Object.entries(known)
    .filter(([name]) => names.includes(name) || names.includes("all"))
    .map(([, detector]) => detector);
  if (detectors.length === 0) return ours;
  const detected = resources.detectResources({ detectors });
  await detected.waitForAsyncAttributes?.();
  return { ...(detected.attributes as Record<string, TelemetryValue>), ...ours };
}
