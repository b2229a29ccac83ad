import type { MonitorReport } from "../monitor/alerts/alert.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import type { BudgetOptions } from "../monitor/budgets/budget-options.ts";
import type { RecordClient } from "../record/client.ts";
import { noopHandle } from "../record/noop-handle.ts";
import { createRemoteContext } from "../record/remote-context.ts";
import { SCOPE_NAMES, startMethodOf } from "../record/scope-names.ts";
import type { ScopeMethods } from "../record/scopes.ts";
import { TotalsCounter } from "../record/totals.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Verification } from "./verify/verification.ts";

export const NO_MONITORS: MonitorReport = { series: [], forgottenSeries: 0, untoldAlerts: 0 };

const clients = new Map<string, Telemetry>();

/**
 * A client that records nothing and holds nothing: no socket, file, timer or id. Scopes run their functions and that is all.
 *
 * @param mend - what turns it on
 */
export function offTelemetry(reason: string, mend: string = mendOf(reason)): Telemetry {
  const known = clients.get(reason);
  if (known !== undefined) return known;
  const made = createOffTelemetry(reason, mend);
  if (clients.size < 16) clients.set(reason, made);
  return made;
}

function createOffTelemetry(reason: string, mend: string): Telemetry {
  const nothing = (): void => {};
  const nowhere = createRemoteContext(undefined, {});
  const counters = {
    accepted: 0,
    adopted: 0,
    delivered: 0,
    pending: 0,
    onDisk: 0,
    recovered: 0,
    dropped: {},
    retries: 0,
  };
  const report = { delivered: 0, onDisk: 0, pending: 0, dropped: {} };
  const client: RecordClient = {
    ...scopeMethods(),
    record: nothing,
    recordLlm: nothing,
    recordTool: nothing,
    recordMcpSession: nothing,
    recordOutcome: nothing,
    setContext: nothing,
    continue: (_remote, fn) => fn(),
    bind: (target) => target,
    injectHeaders: (headers) => headers,
    extractHeaders: () => nowhere,
    injectEnv: (env) => env,
    extractEnv: () => nowhere,
    injectMcpMeta: (params) => params as typeof params & { _meta: Record<string, unknown> },
    extractMcpMeta: () => nowhere,
    activeCall: () => undefined,
    refusal: () => undefined,
    now: Date.now,
    snapshot: () => ({ totals: new TotalsCounter().read(0), models: {}, agents: {}, purposes: {}, tools: {} }),
  };
  const describe = (): string => `agentscribe: off (${reason}); nothing is recorded`;
  return {
    ...client,
    budget: unlimitedBudget,
    monitors: () => NO_MONITORS,
    enabled: false,
    describe,
    verify: async () => offVerification(mend, describe()),
    health: () => ({
      ...counters,
      metricPoints: counters,
      destinations: [],
      enabled: false,
      mode: "off",
      problems: {},
    }),
    flush: () => Promise.resolve(report),
    shutdown: () => Promise.resolve(report),
    enable: nothing,
    disable: nothing,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function mendOf(reason: string): string {
  const [name, value] = reason.split("=");
  return value ? `Unset \`${name}\`.` : "Call `init()` without `enabled: false`.";
}

/** As the catalogue of findings has it, which is not loaded for it. */
function offVerification(mend: string, summary: string): Verification {
  const code = "telemetry-off";
  const finding = { code, severity: "error", what: summary, mend, docs: `docs/doctor.md#${code}` } as const;
  return { ok: false, summary, mode: "off", destinations: [], findings: [finding] };
}

/** What is not recorded cannot be limited. */
function unlimitedBudget(options: BudgetOptions): Budget {
  const { signal } = new AbortController();
  return { name: options.name, signal, used: () => 0, remaining: () => undefined, check: () => {} };
}

function scopeMethods(): ScopeMethods {
  const methods: Record<string, unknown> = {};
  for (const name of SCOPE_NAMES) {
    methods[name] = (options: unknown, fn: (handle: unknown) => unknown) => fn(noopHandle(options));
    methods[startMethodOf(name)] = (options: unknown) => noopHandle(options);
  }
  return methods as unknown as ScopeMethods;
}
