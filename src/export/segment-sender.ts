import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { OtlpEndpoint } from "./destinations/destination.ts";
import type { SegmentSender } from "./spool/segment-name.ts";

/** Attributes of OpenTelemetry's resources: delivery knows no other names. */
const SERVICE_NAME = "service.name";
const AROUND = ["service.namespace", "deployment.environment.name"];

/**
 * Tells apart those that send to one endpoint: many backends have one for all customers, and the key says whose records they are. What one application
 * left must not come to the account of another.
 *
 * An application is known by its service's name, namespace and environment; without a name, by its main module
 * and the folder that it runs in. It gets what it left itself also after its
 * key was changed or corrected.
 *
 * @param destination - its name among those of the application: where functions give the headers, it alone tells two accounts apart
 */
export function segmentSender(
  endpoint: OtlpEndpoint,
  resource: TelemetryAttributes,
  destination: string = "",
): SegmentSender {
  const application = applicationOf(resource);
  const credentials = credentialsOf(endpoint, [...(application ?? []), destination]);
  return {
    credentials: checksum(["credentials", ...credentials]),
    application: checksum(application ?? ["credentials", ...credentials]),
  };
}

function credentialsOf({ headers, tls }: OtlpEndpoint, names: readonly string[]): readonly string[] {
  const certificate = [String(tls.cert ?? ""), tls.certFile ?? ""];
  // Tokens that expire do not say whose they are.
  if (typeof headers === "function") return ["function", ...names, ...certificate];
  const lines = Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return [...lines.sort(), ...certificate];
}

function applicationOf(resource: TelemetryAttributes): readonly string[] | undefined {
  const name = String(resource[SERVICE_NAME] ?? "");
  const around = AROUND.map((attribute) => String(resource[attribute] ?? ""));
  if (name !== "" && !name.startsWith("unknown_service")) return ["service", name, ...around];
  const main = process.argv[1];
  return main === undefined ? undefined : ["module", main, workingDirectory(), ...around];
}

/** Process managers start all applications by one module of their own. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/** So short that it tells apart and gives nothing away. */
function checksum(parts: readonly string[]): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 8);
}
