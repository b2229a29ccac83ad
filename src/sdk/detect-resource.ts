import type { Diag } from "../internal/diag.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { cleanResource } from "./clean-resource.ts";

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

/** With what it was started; its arguments hold what people type there. */
const COMMAND_LINE: readonly string[] = ["process.command", "process.command_args", "process.command_line"];

/**
 * Asks the standard detectors that were asked for; ours win over what they find. Where there are none, none is asked.
 *
 * @param withCommandLine - what the environment alone cannot ask for
 */
export async function detectResource(
  resources: typeof import("@opentelemetry/resources"),
  ours: TelemetryAttributes,
  { env, diag, withCommandLine }: { readonly env: Env; readonly diag: Diag; readonly withCommandLine: boolean },
): Promise<TelemetryAttributes> {
  const detectors = detectorsFromEnv(env, diag).map((name) => resources[name]);
  if (detectors.length === 0) return ours;
  const detected = resources.detectResources({ detectors });
  await detected.waitForAsyncAttributes?.();
  const all = Object.entries(detected.attributes as TelemetryAttributes);
  const found = withCommandLine ? all : all.filter(([key]) => !COMMAND_LINE.includes(key));
  return { ...cleanResource(Object.fromEntries(found)), ...ours };
}
