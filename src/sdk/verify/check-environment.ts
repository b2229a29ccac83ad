import { resolveDestinations } from "../../export/resolve-destinations.ts";
import { createDiag } from "../../internal/diag.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { resolveCapture } from "../../privacy/capture-policy.ts";
import { samplerFromEnv } from "../../trace/sampler.ts";
import { debugMode } from "../debug-mode.ts";
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
    const mend = MENDS[key];
    found.push(
      finding("environment-invalid", { what: terminalText(message, 200), ...(mend !== undefined && { mend }) }),
    );
  };
  const diag = { ...createDiag({ write: () => {} }), warn };
  resolveDestinations({ env, warn, resolveCapture: () => () => false });
  resolveCapture(undefined, env, (message) => warn("env:capture", message));
  samplerFromEnv(env, warn);
  metricSettings(env, diag);
  debugMode(undefined, env, diag);
  const seen = new Set<string>();
  return found.filter(({ what }) => !seen.has(what) && seen.add(what));
}

const MENDS: Readonly<Record<string, string>> = {
  "env:protocol":
    "Set `OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`, and the endpoint to the port for OTLP over HTTP, 4318 as a rule.",
  "env:headers":
    "Write `OTEL_EXPORTER_OTLP_HEADERS` as `name=value,name=value`, with `%20` for a blank and `%2C` for a comma.",
  "env:timeout": "Set `OTEL_EXPORTER_OTLP_TIMEOUT` to a number of milliseconds, such as `10000`.",
  "env:compression": "Set `OTEL_EXPORTER_OTLP_COMPRESSION` to `gzip` or `none`.",
  "env:OTEL_TRACES_SAMPLER": "Set `OTEL_TRACES_SAMPLER` to `parentbased_always_on`, or unset it.",
  "env:OTEL_TRACES_SAMPLER_ARG": "Set `OTEL_TRACES_SAMPLER_ARG` to a number from 0 to 1.",
};

/** Words of the variables that turn telemetry off: another than these turns nothing off. */
const SWITCHES: Readonly<Record<string, { readonly words: readonly string[]; readonly mend: string }>> = {
  TELEMETRY_ENABLED: {
    words: ["", "false", "0", "no", "off", "true", "1", "yes", "on"],
    mend: "Set `TELEMETRY_ENABLED` to `false` or `true`.",
  },
  DO_NOT_TRACK: {
    words: ["", "false", "0", "no", "off", "true", "1", "yes", "on"],
    mend: "Set `DO_NOT_TRACK` to `1` or `0`.",
  },
  OTEL_SDK_DISABLED: {
    words: ["", "true", "false"],
    mend: "Set `OTEL_SDK_DISABLED` to `true` or `false`: the specification knows no other word.",
  },
};

function switches(env: Environment): readonly Finding[] {
  return Object.entries(SWITCHES).flatMap(([name, { words, mend }]) => {
    const word = (env[name] ?? "").trim().toLowerCase();
    if (words.includes(word)) return [];
    return [finding("environment-invalid", { what: `${name}=${terminalText(word, 40)} turns nothing off`, mend })];
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
