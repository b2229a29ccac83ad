import { editDistance } from "./edit-distance.ts";

const OTLP = "OTEL_EXPORTER_OTLP_";
const OF_SIGNALS = ["TRACES", "METRICS", "LOGS"];
const OF_ENDPOINTS = [
  "ENDPOINT",
  "HEADERS",
  "PROTOCOL",
  "TIMEOUT",
  "COMPRESSION",
  "INSECURE",
  "CERTIFICATE",
  "CLIENT_CERTIFICATE",
  "CLIENT_KEY",
];

/** The variables that this package reads, of those whose names only telemetry has. A test holds them to the documentation. */
export const KNOWN_VARIABLES: ReadonlySet<string> = new Set([
  "TELEMETRY_ENABLED",
  "DO_NOT_TRACK",
  "OTEL_SDK_DISABLED",
  "AGENTSCRIBE_DEBUG",
  "AGENTSCRIBE_INSPECTOR_TOKEN",
  "AGENTSCRIBE_SPOOL_DIRECTORY",
  "AGENTSCRIBE_DOCTOR_REPORT",
  "AGENTSCRIBE_DOCTOR_OFFLINE",
  "AGENTSCRIBE_DOCTOR_TIMEOUT",
  "AGENTSCRIBE_CASSETTE",
  "AGENTSCRIBE_CASSETTE_TOOLS",
  "AGENTSCRIBE_CASSETTE_REPORT",
  "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
  "OTEL_SERVICE_NAME",
  "OTEL_RESOURCE_ATTRIBUTES",
  "OTEL_NODE_RESOURCE_DETECTORS",
  ...OF_ENDPOINTS.flatMap((name) => [`${OTLP}${name}`, ...OF_SIGNALS.map((signal) => `${OTLP}${signal}_${name}`)]),
  ...OF_SIGNALS.map((signal) => `OTEL_${signal}_EXPORTER`),
  `${OTLP}METRICS_TEMPORALITY_PREFERENCE`,
  "OTEL_METRIC_EXPORT_INTERVAL",
  "OTEL_METRIC_EXPORT_TIMEOUT",
  "OTEL_TRACES_SAMPLER",
  "OTEL_TRACES_SAMPLER_ARG",
  "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
  "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
  "OTEL_SPAN_EVENT_COUNT_LIMIT",
  "OTEL_SPAN_LINK_COUNT_LIMIT",
  "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
  "OTEL_PROPAGATORS",
  "OTEL_LOG_LEVEL",
]);

/** Names that OpenTelemetry's specification and SDKs know, and that are near to others. */
const OF_OTHERS: ReadonlySet<string> = new Set(["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"]);

const MAX_EDITS = 2;
/** A shorter name is near to many. */
const LEAST_LETTERS = 10;

/** The variable that a name nothing reads was meant to be; empty when it is ours and means nothing, undefined when it is no matter of ours. */
export function variableMeant(name: string): string | undefined {
  // On Windows, a variable has one name in any case.
  const read = process.platform === "win32" ? name.toUpperCase() : name;
  if (KNOWN_VARIABLES.has(read) || OF_OTHERS.has(read)) return undefined;
  const upper = name.toUpperCase().replaceAll("-", "_");
  const isOurs = upper.startsWith("AGENTSCRIBE_");
  if (KNOWN_VARIABLES.has(upper)) return upper;
  if (upper.length < LEAST_LETTERS) return isOurs ? "" : shortened(upper);
  return nearest(upper) ?? shortened(upper) ?? (isOurs ? "" : undefined);
}

function nearest(name: string): string | undefined {
  let best: string | undefined;
  let least = MAX_EDITS + 1;
  for (const known of KNOWN_VARIABLES) {
    const edits = editDistance(name, known, least);
    if (edits >= least) continue;
    least = edits;
    best = known;
  }
  return best;
}

/** `OTEL_ENDPOINT`, `OTLP_HEADERS` and so on: words are missing. */
function shortened(name: string): string | undefined {
  const words = name.split("_");
  if (!/^OT(?:EL|LP)_/.test(name) || !["ENDPOINT", "HEADERS", "PROTOCOL"].includes(words.at(-1) ?? ""))
    return undefined;
  const whole = `${OTLP}${words.at(-1)}`;
  return words.every((word) => whole.split("_").includes(word)) ? whole : undefined;
}
