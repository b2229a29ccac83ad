import { createRequire } from "node:module";
import type * as Package from "./index.ts";
import { optOutReason } from "./internal/opt-out.ts";
import { sharedState } from "./internal/shared-state.ts";
import { offTelemetry } from "./sdk/off-telemetry.ts";

/**
 * What Node loads for `agentscribe`: the same names as `index.ts`, with everything behind them loaded on first use.
 *
 * A process that is opted out, or imports the package and never calls it, loads this file alone. Both module systems load the same core,
 * so that ESM and CommonJS code in one process share clients. Test runners that give each file a world of its own, as jest does, put their own
 * `createRequire` in place of Node's, which keeps the core in it. Bundlers take `index.ts` itself, by the export condition `module`.
 */
let loaded: typeof Package | undefined;

function core(): typeof Package {
  loaded ??= createRequire(import.meta.url)("./core.cjs") as typeof Package;
  return loaded;
}

function isOff(client: Package.Telemetry): boolean {
  try {
    return client.health().mode === "off";
  } catch {
    return false; // No client: the core knows what to do.
  }
}

export const init: typeof Package.init = (options) => {
  const off = optOutReason(options, process.env);
  if (off === undefined) return core().init(options);
  const telemetry = offTelemetry(off);
  sharedState().defaultClient = telemetry;
  return telemetry;
};

export const fromContext: typeof Package.fromContext = () => {
  const { defaultClient, contextManager } = sharedState();
  return defaultClient === undefined && contextManager === undefined
    ? offTelemetry("init was not called")
    : core().fromContext();
};

export const withClient: typeof Package.withClient = (client, fn) =>
  isOff(client) ? fn() : core().withClient(client, fn);

export const record: typeof Package.record = ((event: unknown, attributes: unknown) => {
  (fromContext().record as (event: unknown, attributes: unknown) => void)(event, attributes);
}) as typeof Package.record;
export const recordLlm: typeof Package.recordLlm = (facts) => fromContext().recordLlm(facts);
export const recordTool: typeof Package.recordTool = (facts) => fromContext().recordTool(facts);
export const recordOutcome: typeof Package.recordOutcome = (...args) => fromContext().recordOutcome(...args);
export const setContext: typeof Package.setContext = (attributes) => fromContext().setContext(attributes);
export const defineEvent: typeof Package.defineEvent = (definition) => core().defineEvent(definition);
export const eventCatalogue: typeof Package.eventCatalogue = () => core().eventCatalogue();
export const estimateCost: typeof Package.estimateCost = (...args) => core().estimateCost(...args);
export const reprice: typeof Package.reprice = (...args) => core().reprice(...args);
export const showFirstRunNotice: typeof Package.showFirstRunNotice = (...args) => core().showFirstRunNotice(...args);

export { BudgetExceeded } from "./monitor/budgets/budget-exceeded.ts";
export { LoopDetected } from "./monitor/loops/loop-detected.ts";
export { ConfigError } from "./sdk/config-error.ts";
export { VERSION } from "./version.ts";
