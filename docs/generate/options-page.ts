import { ENVIRONMENT } from "./environment.ts";
import { code, page, table } from "./markdown.ts";
import { type Documented, readInterface } from "./source.ts";

const HEAD = `The options of \`init()\`, all of which can be left out, and the environment variables that are read. What is given in code wins over the
environment, except where the environment turns telemetry off. An option that is wrong throws \`ConfigError\`; a variable that
is wrong is said once and the default holds.`;

const EXPORTERS = "src/export/destinations/exporter-options.ts";
const DRIFT = "src/monitor/drift/drift-options.ts";
const RATES = "src/pricing/rates.ts";

type Interface = readonly [path: string, name: string];

/** Where the options and their parts are declared: of a part that extends others, these too. */
const PARTS: readonly (readonly [title: string, ...interfaces: Interface[]])[] = [
  ["`init(options)`", ["src/sdk/options.ts", "TelemetryOptions"]],
  ["`capture`: gates", ["src/privacy/capture-policy.ts", "CaptureGates"]],
  ["`redact`", ["src/privacy/redactor.ts", "RedactorOptions"]],
  ["`redact.rules`", ["src/privacy/redactor.ts", "RedactRule"]],
  ["`contentLimits`", ["src/privacy/budget.ts", "ContentBudgets"]],
  ["`names`", ["src/privacy/names.ts", "NameFilterOptions"]],
  ["`exporters`: any", [EXPORTERS, "ExporterBase"]],
  ["`exporters`: an OTLP backend", [EXPORTERS, "OtlpExporterOptions"]],
  ["`exporters`: the console", [EXPORTERS, "ConsoleExporterOptions"]],
  ["`exporters`: an exporter of OpenTelemetry", [EXPORTERS, "CustomExporterOptions"]],
  ["`pricing`", ["src/pricing/pricing-options.ts", "PricingOptions"]],
  [
    "Prices of your own",
    ["src/pricing/pricing-options.ts", "PriceOverride"],
    [RATES, "RateSchedule"],
    [RATES, "Rates"],
  ],
  ["`budgets`", ["src/monitor/budgets/budget-options.ts", "BudgetOptions"]],
  ["`monitors`", ["src/monitor/monitor-options.ts", "MonitorOptions"]],
  ["Monitors: what compares with the usual", [DRIFT, "DriftOptions"]],
  ["`monitors.loops`", ["src/monitor/loops/loop-options.ts", "LoopOptions"]],
  ["`monitors.errorRate`", [DRIFT, "ErrorRateOptions"]],
  ["`monitors.costDrift`", [DRIFT, "CostDriftOptions"]],
  ["`monitors.newDecisions`", [DRIFT, "NewDecisionOptions"]],
  ["`monitors.decisionMix`", [DRIFT, "DecisionMixOptions"]],
  ["`monitors.tokenEfficiency`", [DRIFT, "TokenEfficiencyOptions"]],
  ["`monitors.latency`", [DRIFT, "LatencyOptions"]],
  ["`heartbeat`", ["src/sdk/heartbeat.ts", "HeartbeatOptions"]],
];

/** Options that may hold only some of what their type has. */
const PARTIAL: ReadonlySet<string> = new Set(["ContentBudgets"]);

export function optionsPage(): string {
  const sections = PARTS.map(
    ([title, ...interfaces]) => `## ${title}\n\n${optionTable(interfaces.flatMap(optionsOf))}`,
  );
  const variables = table(
    ["variable", "default", "meaning"],
    ENVIRONMENT.map(({ name, defaultValue, meaning }) => [code(name), defaultValue ?? "", meaning]),
  );
  return page("Options", HEAD, ...sections, `## Environment\n\n${variables}`);
}

function optionsOf([path, name]: Interface): readonly Documented[] {
  const options = readInterface(path, name);
  return PARTIAL.has(name) ? options.map((one) => ({ ...one, optional: true })) : options;
}

/** As of an option that is given, without what only holds it together with `undefined`. */
function withoutUndefined(type: string): string {
  return type
    .replaceAll(" | undefined", "")
    .replace(/^\| /, "")
    .replace(/^\((\(.*\) => .*)\)$/, "$1");
}

function optionTable(options: readonly Documented[]): string {
  return table(
    ["option", "type", "default", "meaning"],
    options.map(({ name, text, defaultValue, meaning, optional }) => [
      `${code(name)}${optional ? "" : " (required)"}`,
      code(withoutUndefined(text)),
      defaultValue,
      meaning,
    ]),
  );
}
