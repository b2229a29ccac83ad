import { describeError } from "../internal/guard.ts";
import { currentRuntime } from "../internal/runtime.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import * as core from "../semconv/core-attributes.ts";
import { SCOPE_NAME } from "../semconv/schema.ts";
import { VERSION } from "../version.ts";
import { detectCi } from "./detect/ci.ts";
import { detectGit } from "./detect/git.ts";
import type { TelemetryOptions } from "./options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The attributes of everything this process sends. Later ones win: what `detect` finds, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_SERVICE_NAME`, the option
 * `resource`, the option `service`, and last what names this SDK, so that nothing can pass for something else.
 *
 * Host name and user are not taken: the standard variable `OTEL_NODE_RESOURCE_DETECTORS` asks for them. It asks for the command line only where
 * that is captured.
 */
export function resourceAttributes(
  options: Pick<TelemetryOptions, "service" | "resource" | "detect">,
  env: Environment,
  instanceId: string,
  warn: (key: string, message: string) => void,
): TelemetryAttributes {
  const given: Record<string, TelemetryValue> = {};
  for (const [key, value] of Object.entries(options.resource ?? {})) if (value !== undefined) given[key] = value;
  const { name, version, environment } = options.service ?? {};
  const fromEnv = parseResourceAttributes(env.OTEL_RESOURCE_ATTRIBUTES, warn);
  // An empty name is none, wherever it stands.
  const serviceName =
    name || given[core.SERVICE_NAME] || env.OTEL_SERVICE_NAME?.trim() || fromEnv[core.SERVICE_NAME] || undefined;
  const runtime = currentRuntime();
  return {
    [core.SERVICE_INSTANCE_ID]: instanceId,
    ...surroundings(options.detect ?? {}, env, warn),
    ...fromEnv,
    ...given,
    [core.SERVICE_NAME]: serviceName ?? `unknown_service:${runtime.name === "nodejs" ? "node" : runtime.name}`,
    ...(version !== undefined && { [core.SERVICE_VERSION]: version }),
    ...(environment !== undefined && { [core.DEPLOYMENT_ENVIRONMENT_NAME]: environment }),
    [core.PROCESS_RUNTIME_NAME]: runtime.name,
    ...(runtime.version !== undefined && { [core.PROCESS_RUNTIME_VERSION]: runtime.version }),
    [core.TELEMETRY_SDK_LANGUAGE]: runtime.language,
    [core.TELEMETRY_SDK_NAME]: SCOPE_NAME,
    [core.TELEMETRY_SDK_VERSION]: VERSION,
  };
}

function surroundings(
  { ci = true, git = false }: NonNullable<TelemetryOptions["detect"]>,
  env: Environment,
  warn: (key: string, message: string) => void,
): TelemetryAttributes {
  let repository: TelemetryAttributes = {};
  try {
    if (git !== false) repository = detectGit(git === true ? process.cwd() : git);
  } catch (error) {
    // A working folder that is gone, or a runtime without files.
    warn("detect.git", `the repository could not be looked at: ${describeError(error)}`);
  }
  return { ...repository, ...(ci && detectCi(env)) };
}

/** `key=value` pairs, both parts percent-decoded. A list with one unreadable pair is refused whole, as the specification asks. */
function parseResourceAttributes(
  text: string | undefined,
  warn: (key: string, message: string) => void,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const pair of (text ?? "").split(",")) {
    if (pair.trim() === "") continue;
    const at = pair.indexOf("=");
    const key = at < 1 ? undefined : decode(pair.slice(0, at).trim());
    const value = decode(pair.slice(at + 1).trim());
    if (key === undefined || key === "" || value === undefined || value.length > 4096) {
      warn("env:OTEL_RESOURCE_ATTRIBUTES", "OTEL_RESOURCE_ATTRIBUTES is no list of key=value pairs; it is not used");
      return {};
    }
    result[key] = value.replace(/^"(.*)"$/, "$1");
  }
  return result;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // A malformed escape: the pair cannot be read.
  }
}
