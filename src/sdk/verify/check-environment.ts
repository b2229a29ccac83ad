import { resolveDestinations } from "../../export/destinations/resolve-destinations.ts";
import { createDiag } from "../../internal/diag.ts";
import { unknownSwitches } from "../../internal/opt-out.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { resolveCapture } from "../../privacy/capture-policy.ts";
import { spanLimitsFromEnv } from "../../trace/limits.ts";
import { samplerFromEnv } from "../../trace/sampler.ts";
import { debugMode } from "../debug-mode.ts";
import { detectorsFromEnv } from "../detect-resource.ts";
import { logLimits } from "../globals/global-settings.ts";
import { metricSettings } from "../metric-settings.ts";
import { type Finding, finding } from "./finding.ts";
import { KNOWN_VARIABLES, variableMeant } from "./known-variables.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the variables: names that nothing reads, values that cannot be used. */
export function checkEnvironment(env: Environment): readonly Finding[] {
  return [...unknown(env), ...invalid(env), ...switches(env), ...quoted(env)];
}

function unknown(env: Environment): readonly Finding[] {
  return Object.keys(env).flatMap((name) => {
    const meant = variableMeant(name);
    if (meant === undefined) return [];
    const shown = terminalText(name, 80);
    if (meant !== "") {
      return [finding("environment-unknown", { what: `nothing reads ${shown}`, mend: `Rename it to \`${meant}\`.` })];
    }
    return [finding("environment-unknown", { what: `nothing reads ${shown}`, mend: `Unset \`${shown}\`.` })];
  });
}

/** What each part says of the values that it reads, as it would at the start. */
function invalid(env: Environment): readonly Finding[] {
  const found: Finding[] = [];
  const warn = (key: string, message: string): void => {
    const mend = mendOf(key);
    found.push(
      finding("environment-invalid", { what: terminalText(message, 200), ...(mend !== undefined && { mend }) }),
    );
  };
  const diag = { ...createDiag({ write: () => {} }), warn };
  resolveDestinations({ env, warn, resolveCapture: () => () => false });
  resolveCapture(undefined, env, (message) => warn("env:capture", message));
  samplerFromEnv(env, warn);
  metricSettings(env, diag);
  spanLimitsFromEnv(env, warn);
  logLimits(env, diag);
  detectorsFromEnv(env, diag);
  debugMode(undefined, env, diag);
  const seen = new Set<string>();
  return found.filter(({ what }) => !seen.has(what) && seen.add(what));
}

/** By how the name of the variable ends: those of OTLP exist for each signal too. */
const MENDS: readonly (readonly [end: string, mend: (name: string) => string])[] = [
  [
    "_PROTOCOL",
    (name) => `Set \`${name}=http/protobuf\`, and the endpoint to the port for OTLP over HTTP, 4318 as a rule.`,
  ],
  [
    "_HEADERS",
    (name) => `Write \`${name}\` as \`name=value,name=value\`, with \`%20\` for a blank and \`%2C\` for a comma.`,
  ],
  ["_TIMEOUT", (name) => `Set \`${name}\` to a number of milliseconds, such as \`10000\`.`],
  ["_COMPRESSION", (name) => `Set \`${name}\` to \`gzip\` or \`none\`.`],
  ["_INSECURE", (name) => `Set \`${name}\` to \`true\` or \`false\`.`],
  ["_SAMPLER", (name) => `Set \`${name}\` to \`parentbased_always_on\`, or unset it.`],
  ["_SAMPLER_ARG", (name) => `Set \`${name}\` to a number from 0 to 1.`],
  ["_LIMIT", (name) => `Set \`${name}\` to a whole number, or unset it.`],
];

/** Of a cause that {@link invalid} was told of. */
function mendOf(key: string): string | undefined {
  const name = /^env:(\w+)$/.exec(key)?.[1];
  return name && MENDS.find(([end]) => name.endsWith(end))?.[1](name);
}

const SWITCH_MENDS: Readonly<Record<string, string>> = {
  TELEMETRY_ENABLED: "Set `TELEMETRY_ENABLED` to `false` or `true`.",
  DO_NOT_TRACK: "Set `DO_NOT_TRACK` to `1` or `0`.",
  OTEL_SDK_DISABLED: "Set `OTEL_SDK_DISABLED` to `true` or `false`: the specification knows no other word.",
};

/** Another word than those turns nothing off. */
function switches(env: Environment): readonly Finding[] {
  return unknownSwitches(env).map(({ name, word }) => {
    const mend = SWITCH_MENDS[name];
    const what = `${name}=${terminalText(word, 40)} turns nothing off`;
    return finding("environment-invalid", { what, ...(mend !== undefined && { mend }) });
  });
}

/** A file of variables for Docker keeps quotes as they are. */
function quoted(env: Environment): readonly Finding[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!KNOWN_VARIABLES.has(name) || value === undefined || !/^(["']).+\1$/s.test(value)) return [];
    const mend = `Write \`${name}\` without quotes.`;
    return [finding("environment-invalid", { what: `the value of ${name} has quotes around it`, mend })];
  });
}
