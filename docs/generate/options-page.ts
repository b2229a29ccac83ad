import { ENVIRONMENT } from "./environment.ts";
import { code, page, table } from "./markdown.ts";
import { type Documented, readInterface } from "./source.ts";

const HEAD = `The options of \`init()\`, all of which can be left out, and the environment variables that are read. What is given in code wins over the
environment, except where the environment turns telemetry off. An option that is wrong throws \`ConfigError\`; a variable that
is wrong is said once and the default holds.`;

/** Where the options and their parts are declared. */
const PARTS = [
  ["`init(options)`", "src/sdk/options.ts", "TelemetryOptions"],
  ["`capture`: gates", "src/privacy/capture-policy.ts", "CaptureGates"],
  ["`redact`", "src/privacy/redactor.ts", "RedactorOptions"],
  ["`redact.rules`", "src/privacy/redactor.ts", "RedactRule"],
  ["`contentLimits`", "src/privacy/budget.ts", "ContentBudgets"],
  ["`names`", "src/privacy/names.ts", "NameFilterOptions"],
  ["`exporters`: any", "src/export/destinations/exporter-options.ts", "ExporterBase"],
  ["`exporters`: an OTLP backend", "src/export/destinations/exporter-options.ts", "OtlpExporterOptions"],
  ["`exporters`: the console", "src/export/destinations/exporter-options.ts", "ConsoleExporterOptions"],
  ["`exporters`: an exporter of OpenTelemetry", "src/export/destinations/exporter-options.ts", "CustomExporterOptions"],
  ["`pricing`", "src/pricing/pricing-options.ts", "PricingOptions"],
  ["`pricing.prices`: a price", "src/pricing/pricing-options.ts", "PriceOverride"],
  ["`monitors`", "src/monitor/monitor-options.ts", "MonitorOptions"],
  ["Monitors: what compares with the usual", "src/monitor/drift/drift-options.ts", "DriftOptions"],
  ["`monitors.loops`", "src/monitor/loops/loop-options.ts", "LoopOptions"],
  ["`monitors.errorRate`", "src/monitor/drift/drift-options.ts", "ErrorRateOptions"],
  ["`monitors.costDrift`", "src/monitor/drift/drift-options.ts", "CostDriftOptions"],
  ["`monitors.newDecisions`", "src/monitor/drift/drift-options.ts", "NewDecisionOptions"],
  ["`monitors.decisionMix`", "src/monitor/drift/drift-options.ts", "DecisionMixOptions"],
  ["`monitors.tokenEfficiency`", "src/monitor/drift/drift-options.ts", "TokenEfficiencyOptions"],
  ["`monitors.latency`", "src/monitor/drift/drift-options.ts", "LatencyOptions"],
  ["`heartbeat`", "src/sdk/heartbeat.ts", "HeartbeatOptions"],
] as const;

export function optionsPage(): string {
  const sections = PARTS.map(([title, path, name]) => `## ${title}\n\n${optionTable(readInterface(path, name))}`);
  const variables = table(
    ["variable", "default", "meaning"],
    ENVIRONMENT.map(({ name, defaultValue, meaning }) => [code(name), defaultValue ?? "", meaning]),
  );
  return page("Options", HEAD, ...sections, `## Environment\n\n${variables}`);
}

function optionTable(options: readonly Documented[]): string {
  return table(
    ["option", "type", "default", "meaning"],
    options.map(({ name, text, defaultValue, meaning, optional }) => [
      `${code(name)}${optional ? "" : " (required)"}`,
      code(text),
      defaultValue,
      meaning,
    ]),
  );
}
