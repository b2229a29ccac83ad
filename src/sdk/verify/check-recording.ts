import { destinationSignals } from "../../export/destinations/destination.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { describeContent } from "../describe.ts";
import { type Finding, finding } from "./finding.ts";
import type { VerifySubject } from "./verify-subject.ts";

/** What is recorded, and what not: the client's state, signals, content, whom it is recorded for, and sampling. */
export function checkRecording(subject: VerifySubject): readonly Finding[] {
  return [...state(subject), ...destinations(subject), capture(subject), ...sampling(subject)];
}

function state({ state: now }: VerifySubject): readonly Finding[] {
  if (now === "shut down") return [finding("telemetry-shut-down", { what: "the client was shut down" })];
  return now === "paused" ? [finding("telemetry-paused", { what: "the client was turned off by disable()" })] : [];
}

function destinations(subject: VerifySubject): readonly Finding[] {
  const { outputs, hosted, debug } = subject;
  if (debug === "only") return [finding("debug-only", { what: 'debug is "only": nothing is sent' })];
  const reached = new Set(outputs.destinations.flatMap(destinationSignals));
  if (hosted) return [];
  if (reached.size === 0)
    return [finding("no-destination", { what: `nothing is sent anywhere: ${whyNothing(subject)}` })];
  const missing = (["traces", "metrics", "logs"] as const).filter((signal) => !reached.has(signal));
  if (missing.length === 0) return [];
  const names = missing.map((signal) => (signal === "logs" ? "events" : signal)).join(" and ");
  return [finding("signals-off", { what: `${names} are sent nowhere` })];
}

function whyNothing({ outputs, options, env }: VerifySubject): string {
  const { traces, metrics, events } = outputs.signals;
  if (!traces && !metrics && !events) return "the option `signals` turns all of them off";
  if (options.exporters !== undefined) return "the option `exporters` names none";
  const none = ["OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"].filter((name) => env[name]);
  return none.length === 0
    ? "there are no exporters"
    : none.map((name) => `${name}=${terminalText(env[name], 40)}`).join(", ");
}

function capture({ outputs, options }: VerifySubject): Finding {
  const { identity } = options;
  const who = [
    ...(identity?.user === undefined ? [] : ["a user"]),
    ...(identity?.tenant === undefined ? [] : ["a tenant"]),
    ...(identity?.installation === undefined || identity.installation === false ? [] : ["an installation id"]),
  ];
  const whom = who.length === 0 ? "of nobody, unless a session names somebody" : `of ${who.join(", ")}`;
  return finding("capture", { what: `content: ${describeContent(outputs)}; identity: ${whom}` });
}

/** The sampler of the standard variables; that of a host is asked with a test span. */
function sampling({ env, hosted, outputs }: VerifySubject): readonly Finding[] {
  if (hosted || !outputs.signals.traces) return [];
  const name = (env.OTEL_TRACES_SAMPLER ?? "").trim().toLowerCase();
  if (name.endsWith("always_off")) {
    return [finding("sampling-none", { what: `OTEL_TRACES_SAMPLER=${name} drops every trace` })];
  }
  const share = Number(env.OTEL_TRACES_SAMPLER_ARG?.trim() || Number.NaN);
  if (!name.endsWith("traceidratio") || !(share >= 0 && share < 1)) return [];
  return share === 0
    ? [finding("sampling-none", { what: `OTEL_TRACES_SAMPLER=${name} with 0 drops every trace` })]
    : [finding("sampling-part", { what: `the sampler keeps ${Number((share * 100).toPrecision(3))} % of the traces` })];
}
