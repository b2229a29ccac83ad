import { KnownDecisions } from "../internal/judgements/known-decisions.ts";
import type { SeenKind } from "../internal/judgements/new-decision.ts";
import type { Alert, MonitorReport } from "./alerts/alert.ts";
import { AlertOutlet } from "./alerts/alert-outlet.ts";
import { OF_NOVELTIES, OF_RATES } from "./alerts/alert-times.ts";
import { Watch } from "./alerts/watch.ts";
import { CostDriftSeries } from "./drift/cost-drift.ts";
import { DecisionMixSeries } from "./drift/decision-mix.ts";
import type { DriftOptions } from "./drift/drift-options.ts";
import { ErrorRateSeries } from "./drift/error-rate.ts";
import { LatencySeries } from "./drift/latency.ts";
import { NewDecisionSeries } from "./drift/new-decision.ts";
import { TokenEfficiencySeries } from "./drift/token-efficiency.ts";

/** The monitors that are on: what each of them watches. */
export class Watches {
  readonly modelErrors: Watch<boolean> | undefined;
  readonly toolErrors: Watch<boolean> | undefined;
  readonly costs: Watch<number> | undefined;
  readonly modelLatency: Watch<number> | undefined;
  readonly toolLatency: Watch<number> | undefined;
  readonly newDecisions: Watch<SeenKind> | undefined;
  readonly decisionMix: Watch<string> | undefined;
  readonly efficiency: Watch<number> | undefined;
  readonly known: KnownDecisions = new KnownDecisions();
  readonly #outlet: AlertOutlet;

  constructor(options: DriftOptions, tell: (alert: Alert) => void) {
    const outlet = new AlertOutlet(tell);
    this.#outlet = outlet;
    const rates = { times: OF_RATES, outlet };
    const errorRate = rulesOf(options.errorRate);
    if (errorRate !== undefined) {
      const create = (): ErrorRateSeries => new ErrorRateSeries(errorRate);
      this.modelErrors = new Watch({ ...rates, kind: "error_rate", subjectType: "model", create });
      this.toolErrors = new Watch({ ...rates, kind: "error_rate", subjectType: "tool", create });
    }
    const costDrift = rulesOf(options.costDrift);
    if (costDrift !== undefined) {
      const create = (): CostDriftSeries => new CostDriftSeries(costDrift);
      this.costs = new Watch({ ...rates, kind: "cost_drift", subjectType: "model", create });
    }
    const latency = rulesOf(options.latency);
    if (latency !== undefined) {
      const create = (): LatencySeries => new LatencySeries(latency);
      this.modelLatency = new Watch({ ...rates, kind: "latency", subjectType: "model", create });
      this.toolLatency = new Watch({ ...rates, kind: "latency", subjectType: "tool", create });
    }
    const novelty = rulesOf(options.newDecisions);
    if (novelty !== undefined) {
      const create = (): NewDecisionSeries => new NewDecisionSeries(novelty);
      this.newDecisions = new Watch({
        times: OF_NOVELTIES,
        outlet,
        kind: "new_decision",
        subjectType: "decision",
        create,
      });
    }
    const mix = rulesOf(options.decisionMix);
    if (mix !== undefined) {
      const create = (): DecisionMixSeries => new DecisionMixSeries(mix);
      this.decisionMix = new Watch({ ...rates, kind: "decision_mix", subjectType: "decision", create });
    }
    const tokens = rulesOf(options.tokenEfficiency);
    if (tokens !== undefined) {
      const create = (): TokenEfficiencySeries => new TokenEfficiencySeries(tokens);
      this.efficiency = new Watch({ ...rates, kind: "token_efficiency", subjectType: "service", create });
    }
  }

  pass(atMillis: number): void {
    for (const watch of this.#all()) watch.pass(atMillis);
  }

  close(): void {
    for (const watch of this.#all()) watch.close();
  }

  report(): MonitorReport {
    const all = this.#all();
    return {
      series: all.flatMap((watch) => watch.states()),
      forgottenSeries: all.reduce((sum, { forgotten }) => sum + forgotten, 0),
      untoldAlerts: this.#outlet.untold,
    };
  }

  #all(): readonly Pick<Watch<unknown>, "pass" | "close" | "states" | "forgotten">[] {
    const { modelErrors, toolErrors, costs, modelLatency, toolLatency, newDecisions, decisionMix, efficiency } = this;
    return [modelErrors, toolErrors, costs, modelLatency, toolLatency, newDecisions, decisionMix, efficiency].filter(
      (watch) => watch !== undefined,
    );
  }
}

function rulesOf<O extends object>(option: boolean | O | undefined): O | Record<string, never> | undefined {
  if (option === true) return {};
  return option === false ? undefined : option;
}
