import type { Diag } from "../internal/diag.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";

type Env = Readonly<Record<string, string | undefined>>;

type Detector = "hostDetector" | "osDetector" | "processDetector" | "envDetector";

/** The standard detectors by the names that `OTEL_NODE_RESOURCE_DETECTORS` has for them. */
const DETECTORS: Readonly<Record<string, Detector>> = {
  host: "hostDetector",
  os: "osDetector",
  process: "processDetector",
  env: "envDetector",
};

/** Names of no detector: what the last of them finds the resource always has. */
const OTHER_NAMES: ReadonlySet<string> = new Set(["", "all", "none", "serviceinstance"]);

/** Which of the standard detectors `OTEL_NODE_RESOURCE_DETECTORS` asks for. */
export function detectorsFromEnv(env: Env, diag: Diag): readonly Detector[] {
  const variable = "OTEL_NODE_RESOURCE_DETECTORS";
  const names = (env[variable] ?? "").split(",").map((name) => name.trim().toLowerCase());
  for (const name of names) {
    if (OTHER_NAMES.has(name) || Object.hasOwn(DETECTORS, name)) continue;
    diag.warn(`env:${variable}`, `${variable} names ${name.slice(0, 40)}, which is not known and left out`);
  }
  return Object.entries(DETECTORS)
    .filter(([name]) => names.includes(name) || names.includes("all"))
    .map(([, detector]) => detector);
}

/** Asks the standard detectors that were asked for; ours win over what they find. Where there are none, none is asked. */
export async function detectResource(
  resources: typeof import("@opentelemetry/resources"),
  ours: TelemetryAttributes,
  env: Env,
  diag: Diag,
): Promise<TelemetryAttributes> {
  const detectors = detectorsFromEnv(env, diag).map((name) => resources[name]);
  if (detectors.length === 0) return ours;
  const detected = resources.detectResources({ detectors });
  await detected.waitForAsyncAttributes?.();
  return { ...(detected.attributes as Record<string, TelemetryValue>), ...ours };
}
