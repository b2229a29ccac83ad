import type { EndedCall, EndedSession, EndedTool, TakenDecision, WorkMonitor } from "../internal/work-monitor.ts";
import type { Alert, MonitorReport } from "./alerts/alert.ts";
import type { DriftOptions } from "./drift/drift-options.ts";
import { Watches } from "./watches.ts";
import { HOUR_MILLIS, MINUTE_MILLIS } from "./windows/last-hour.ts";

export interface MonitorPorts {
  readonly now: () => number;
  /** Must not throw. */
  readonly tell: (alert: Alert) => void;
}

/** All monitors of a client: gives each fact to those that it is for, by the time at which it happened. */
export class Monitors implements WorkMonitor {
  readonly #options: DriftOptions;
  readonly #ports: MonitorPorts;
  #watches: Watches;
  #newestMillis = Number.NEGATIVE_INFINITY;
  #passedMillis = Number.NEGATIVE_INFINITY;

  constructor(options: DriftOptions, ports: MonitorPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#watches = new Watches(options, ports.tell);
  }

  modelCall({ atMillis, model, failed, durationMillis, costUsd }: EndedCall): void {
    const at = this.#time(atMillis);
    const { modelErrors, costs, modelLatency } = this.#watches;
    modelErrors?.add(model, at, failed);
    if (costUsd !== undefined) costs?.add(model, at, costUsd);
    if (!failed) modelLatency?.add(model, at, durationMillis);
  }

  toolCall({ atMillis, tool, failed, durationMillis }: EndedTool): void {
    const at = this.#time(atMillis);
    const { toolErrors, toolLatency } = this.#watches;
    toolErrors?.add(tool, at, failed);
    if (!failed) toolLatency?.add(tool, at, durationMillis);
  }

  decision({ atMillis, type, choice }: TakenDecision): void {
    const at = this.#time(atMillis);
    const { decisionMix, newDecisions, known } = this.#watches;
    decisionMix?.add(type, at, choice);
    if (newDecisions === undefined) return;
    const choices = known.add(type, choice, at);
    if (choices === undefined) return;
    newDecisions.add(type, at, { among: known.types, name: type });
    if (choices.firstMillis(choice) === undefined) return;
    newDecisions.add(`${type}: ${choice}`, at, { among: choices, name: choice });
  }

  sessionEnd({ atMillis, inputTokens, outputTokens }: EndedSession): void {
    const at = this.#time(atMillis);
    if (inputTokens > 0) this.#watches.efficiency?.add("sessions", at, outputTokens / inputTokens);
  }

  report(): MonitorReport {
    return this.#watches.report();
  }

  /** When something happened, never in the future; looks on the way at alerts of series that are silent. */
  #time(atMillis: number): number {
    const now = this.#ports.now();
    // The clock was put back: what was seen lies in the future, and cannot be compared with what comes.
    if (now < this.#newestMillis - HOUR_MILLIS) this.#startAgain();
    const at = Math.min(atMillis, now);
    if (at > this.#newestMillis) this.#newestMillis = at;
    if (at >= this.#passedMillis + MINUTE_MILLIS) {
      this.#passedMillis = at;
      this.#watches.pass(at);
    }
    return at;
  }

  #startAgain(): void {
    this.#watches.close();
    this.#watches = new Watches(this.#options, this.#ports.tell);
    this.#newestMillis = Number.NEGATIVE_INFINITY;
    this.#passedMillis = Number.NEGATIVE_INFINITY;
  }
}
