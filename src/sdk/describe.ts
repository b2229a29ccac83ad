import { type Destination, destinationSignals } from "../export/destinations/destination.ts";
import { homeFolder } from "../internal/home-folder.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { CONTENT_KINDS } from "../semconv/content-kind.ts";
import { SERVICE_NAME, SERVICE_VERSION } from "../semconv/core-attributes.ts";
import { VERSION } from "../version.ts";
import type { Outputs } from "./outputs.ts";

/** Where data goes, which signals, which content, in one line that can be shown to the user of an application. Never a header. */
export function describeTelemetry(facts: {
  readonly outputs: Outputs;
  readonly hosted: boolean;
  readonly debug: boolean | "only";
  readonly state: "recording" | "paused" | "shut down";
  /** Said when prices are old. */
  readonly prices?: string | undefined;
}): string {
  const { outputs, hosted, debug, state, prices } = facts;
  const targets = outputs.destinations
    .map((destination) => describeDestination(destination, hosted))
    .filter((target) => target !== undefined);
  if (hosted) targets.unshift("the application's OpenTelemetry providers");
  if (debug !== false) targets.push("stderr (debug)");
  const { [SERVICE_NAME]: name, [SERVICE_VERSION]: version } = outputs.resource;
  // The application's providers have a resource of their own, which cannot be read.
  const isUnnamed = hosted && outputs.destinations.length === 0;
  const service = (isUnnamed ? [] : [name, version])
    .flatMap((part) => (part === undefined ? [] : [`${terminalText(part)} `]))
    .join("");
  return `agentscribe ${VERSION}:${state === "recording" ? "" : ` ${state};`} ${service}to ${targets.length === 0 ? "nowhere" : targets.join(" and ")}; content: ${describeContent(outputs)}${describeKeeping(outputs)}${prices === undefined ? "" : `; ${prices}`}`;
}

/** In host mode the application's own meters measure, for its own exporters. */
function describeDestination(destination: Destination, hosted: boolean): string | undefined {
  const signals = destinationSignals(destination)
    .filter((signal) => !hosted || signal !== "metrics")
    .map((signal) => (signal === "logs" ? "events" : signal));
  if (signals.length === 0) return undefined;
  if (destination.type !== "otlp") return `${terminalText(destination.name)} (${signals.join(", ")})`;
  const endpoints = Object.values(destination.endpoints);
  const origins = new Set(
    endpoints.map(({ url, protocol, proxy }) => {
      const through = proxy === undefined ? "" : ` through ${new URL(proxy.url).origin}`;
      return `${new URL(url).origin} over ${protocol}${through}`;
    }),
  );
  return `${[...origins].join(", ")} (${signals.join(", ")})`;
}

/** Where records are until they are delivered; nothing is kept for a console or an exporter of the application. */
function describeKeeping({ destinations, pipeline }: Outputs): string {
  if (!destinations.some(({ type }) => type === "otlp")) return "";
  const { spool } = pipeline.health();
  const where =
    spool === undefined || spool.refused !== undefined ? "memory" : terminalText(fromHome(spool.directory), 200);
  return `; kept in ${where} until delivered`;
}

/** A path of the user's own without the user's name. */
function fromHome(directory: string): string {
  const home = homeFolder();
  const { sep } = process.getBuiltinModule("node:path");
  return home !== undefined && home.length > 1 && directory.startsWith(home + sep)
    ? `~${directory.slice(home.length)}`
    : directory;
}

/** What content is recorded: `none`, `full`, or its kinds. */
export function describeContent({ policy }: Outputs): string {
  if (policy.level !== "partial") return policy.level;
  return CONTENT_KINDS.filter((kind) => policy.allows(kind)).join(", ");
}
