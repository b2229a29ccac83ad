import type { FindingDefinition } from "./finding-definition.ts";

export type SetupCode =
  | "setup"
  | "telemetry-off"
  | "telemetry-paused"
  | "telemetry-shut-down"
  | "no-client"
  | "config-error"
  | "environment-unknown"
  | "environment-invalid"
  | "no-destination"
  | "debug-only"
  | "console"
  | "signals-off"
  | "capture"
  | "sampling-none"
  | "sampling-part"
  | "host"
  | "host-drops"
  | "host-export-failed"
  | "provider-double"
  | "provider-two-ways"
  | "provider-other"
  | "sdk-beside"
  | "verify-incomplete";

/** Of options, environment, providers and what is recorded. */
export const SETUP_FINDINGS: Readonly<Record<SetupCode, FindingDefinition>> = {
  setup: { severity: "info", meaning: "The set-up in one line, as `describe()` gives it." },
  "telemetry-off": {
    severity: "error",
    meaning: "Telemetry is off, by a variable or an option, or `init()` was not called: nothing is recorded.",
    mend: "Unset the variable that is named, or call `init()` without `enabled: false`.",
  },
  "telemetry-paused": {
    severity: "warning",
    meaning: "`disable()` was called: nothing is recorded from there on.",
    mend: "Call `enable()`.",
  },
  "telemetry-shut-down": {
    severity: "warning",
    meaning: "`shutdown()` was called: what is recorded now is counted as dropped.",
    mend: "Verify before `shutdown()`; to record again, call `init()`.",
  },
  "no-client": {
    severity: "error",
    meaning: "The program made no client, so nothing of it is recorded.",
    mend: "Call `init()`, or start it with `node --import agentscribe/register`.",
  },
  "config-error": {
    severity: "error",
    meaning: "`init()` threw `ConfigError`: an option is wrong, and nothing is recorded.",
    mend: "Give the option that is named a value that it takes: see `docs/options.md`.",
  },
  "environment-unknown": {
    severity: "warning",
    meaning: "A variable is set that nothing reads; its name is near to one that is read.",
    mend: "Rename the variable, or unset it.",
  },
  "environment-invalid": {
    severity: "warning",
    meaning: "A variable has a value that cannot be used, so that the default holds.",
    mend: "Give it one of the values of `docs/options.md`.",
  },
  "no-destination": {
    severity: "error",
    meaning: "Nothing is sent anywhere: there are no exporters, or no signals.",
    mend: "Unset `OTEL_TRACES_EXPORTER`, `OTEL_METRICS_EXPORTER` and `OTEL_LOGS_EXPORTER`, or give `init()` an exporter.",
  },
  "debug-only": {
    severity: "warning",
    meaning: "Records are printed on stderr and sent nowhere.",
    mend: "Unset `AGENTSCRIBE_DEBUG`, or give `init()` `debug: true`.",
  },
  console: { severity: "info", meaning: "Records are printed on stderr; a test record is not." },
  "signals-off": {
    severity: "info",
    meaning: "Some signals are not recorded, or have no destination.",
    mend: "Nothing, if that is meant; else see the option `signals` and the `OTEL_*_EXPORTER` variables.",
  },
  capture: { severity: "info", meaning: "Which content leaves the process, and for whom the work is recorded." },
  "sampling-none": {
    severity: "error",
    meaning: "The sampler drops every trace.",
    mend: "Unset `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.",
  },
  "sampling-part": {
    severity: "info",
    meaning: "The sampler keeps a part of the traces. Metrics and events are of all of them.",
  },
  host: { severity: "info", meaning: "Spans are recorded through the provider that the application registered." },
  "host-drops": {
    severity: "error",
    meaning: "The application's provider does not record a test span: its sampler drops it, or it was shut down.",
    mend: 'Let the provider\'s sampler keep spans, or record on its own with `init({ host: "own" })`.',
  },
  "host-export-failed": {
    severity: "error",
    meaning: "The application's provider could not send a test span.",
    mend: "Mend the exporter of the application's provider; it is not one of `agentscribe`.",
  },
  "provider-double": {
    severity: "error",
    meaning: "Spans are sent to one backend twice: by the application's provider, and by an exporter of `init()`.",
    mend: 'Take `exporters` out of `init()`, or give it `host: "own"`.',
  },
  "provider-two-ways": {
    severity: "warning",
    meaning:
      "Spans leave by the application's provider and by an exporter of `init()`. A backend behind both gets each twice.",
    mend: "Nothing, if they are two backends; else take `exporters` out of `init()`.",
  },
  "provider-other": {
    severity: "warning",
    meaning:
      "Another OpenTelemetry provider is the global one: spans of others leave by it, and those of agents do not.",
    mend: 'Register it before `init()`, which then records through it, or say that two are meant with `host: "own"`.',
  },
  "sdk-beside": {
    severity: "info",
    meaning: "Another telemetry SDK runs in the process; model calls may arrive at its backend too.",
  },
  "verify-incomplete": {
    severity: "warning",
    meaning: "Something could not be looked at, in the time that was given or at all.",
    mend: "Give it more time with `timeoutMillis`, or `--timeout`.",
  },
};
