import type * as Package from "./index.ts";
import { describeError } from "./internal/guard.ts";
import { optOutReason } from "./internal/opt-out.ts";
import { outside } from "./internal/outside.ts";
import { sharedState } from "./internal/shared-state.ts";
import { writeLine } from "./internal/write-line.ts";
import { offTelemetry } from "./sdk/off-telemetry.ts";

/**
 * What Node loads for `agentscribe`: the same names as `index.ts`, with everything behind them loaded on first use.
 *
 * A process that is opted out, or imports the package and never calls it, loads this file alone. It is CommonJS for both module systems,
 * `entry-module.ts` has its names for `import`: so ESM and CommonJS code in one process share clients, `require` is that of the world which a test
 * runner made for a file, and what copies or bundles the files of a program sees that the core is one of them. Most bundlers take `index.ts`
 * itself, by the export condition `module`.
 */
let loaded: typeof Package | undefined;
let isMissing = false;

const NO_CORE = "its core could not be loaded";
const MEND = 'Bundle with the export condition "module", or deploy all files of the package.';

/** Undefined where it cannot be loaded, as in a bundle or a deployment that lacks it. The program goes on without telemetry, which is said once. */
function core(): typeof Package | undefined {
  if (isMissing) return undefined;
  try {
    loaded ??= outside(() => require("./core.cjs") as typeof Package);
  } catch (error) {
    isMissing = true;
    writeLine("error", `${NO_CORE}, so nothing is recorded. ${MEND} ${describeError(error)}`);
  }
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
  const known = off === undefined ? core() : undefined;
  if (known !== undefined) return known.init(options);
  const telemetry = off === undefined ? offTelemetry(NO_CORE, MEND) : offTelemetry(off);
  sharedState().defaultClient = telemetry;
  return telemetry;
};

export const fromContext: typeof Package.fromContext = () => {
  const { defaultClient, contextManager } = sharedState();
  return defaultClient === undefined && contextManager === undefined
    ? offTelemetry("init was not called")
    : (core()?.fromContext() ?? offTelemetry(NO_CORE, MEND));
};

export const withClient: typeof Package.withClient = (client, fn) => {
  const known = isOff(client) ? undefined : core();
  return known === undefined ? fn() : known.withClient(client, fn);
};

export const record: typeof Package.record = ((event: unknown, attributes: unknown) => {
  (fromContext().record as (event: unknown, attributes: unknown) => void)(event, attributes);
}) as typeof Package.record;
export const recordLlm: typeof Package.recordLlm = (facts) => fromContext().recordLlm(facts);
export const recordTool: typeof Package.recordTool = (facts) => fromContext().recordTool(facts);
export const recordOutcome: typeof Package.recordOutcome = (...args) => fromContext().recordOutcome(...args);
export const setContext: typeof Package.setContext = (attributes) => fromContext().setContext(attributes);
export const defineEvent: typeof Package.defineEvent = (definition) =>
  core()?.defineEvent(definition) ?? Object.freeze({ definition });
export const eventCatalogue: typeof Package.eventCatalogue = () =>
  core()?.eventCatalogue() ?? ({} as ReturnType<typeof Package.eventCatalogue>);
export const estimateCost: typeof Package.estimateCost = (...args) =>
  core()?.estimateCost(...args) ?? Promise.resolve({ status: "unpriced", reason: "table_unavailable" });
export const reprice: typeof Package.reprice = (...args) => core()?.reprice(...args) ?? Promise.resolve([]);
export const validateConfig: typeof Package.validateConfig = (options) => core()?.validateConfig(options) ?? [];
export const showFirstRunNotice: typeof Package.showFirstRunNotice = (...args) =>
  core()?.showFirstRunNotice(...args) ?? false;

export { BudgetExceeded } from "./monitor/budgets/budget-exceeded.ts";
export { LoopDetected } from "./monitor/loops/loop-detected.ts";
export { ConfigError } from "./sdk/config-error.ts";
export { VERSION } from "./version.ts";
