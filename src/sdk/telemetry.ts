import type { DeliveryReport } from "../export/delivery.ts";
import type { PipelineHealth } from "../export/pipeline-health.ts";
import type { MonitorReport } from "../monitor/alerts/alert.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import type { BudgetOptions } from "../monitor/budgets/budget-options.ts";
import type { RecordClient } from "../record/client.ts";
import type { Verification, VerifyOptions } from "./verify/verification.ts";

/** How long `flush` and `shutdown` wait. */
export interface FlushOptions {
  /** How long to wait at most. @defaultValue 2 seconds, or half a second when no backend answers */
  readonly timeoutMillis?: number | undefined;
}

/** What became of everything recorded, as far as this process knows. */
export interface TelemetryHealth extends PipelineHealth {
  readonly enabled: boolean;
  /** `own`: sent by this package; `host`: recorded through the application's providers; `off`: not recorded. */
  readonly mode: "own" | "host" | "off";
  /** Faults and misconfigurations that were met, by cause; texts that a redactor of the application dropped (`redactor:dropped`) or failed at (`redactor:failed`). */
  readonly problems: Readonly<Record<string, number>>;
}

/** The client that `init` gives. Nothing on it throws but limits that the application sets, and only `flush`, `shutdown` and `verify` are to be awaited. */
export interface Telemetry extends RecordClient {
  /**
   * Makes a budget to hand to scopes, `agent({ name, budget }, ...)`: all that are given it share one pot.
   * `agents` says nothing for it, nor does `per`, save `"day"`.
   *
   * @throws ConfigError when an option is wrong; not when telemetry is off, where it limits nothing
   */
  budget(options: BudgetOptions): Budget;
  /** False when telemetry was opted out of, or turned off by `disable()`. */
  readonly enabled: boolean;
  /** What monitors know of each series that they watch; empty where none compares with what is usual. */
  monitors(): MonitorReport;
  /** Where data goes, which signals, which content, in one line. */
  describe(): string;
  health(): TelemetryHealth;
  /**
   * Looks at the whole set-up, and sends one test record for each signal to each destination. Always resolves, with what was found and how to mend
   * it. Test records are no work of an agent and are counted nowhere.
   */
  verify(options?: VerifyOptions): Promise<Verification>;
  /** Sends what was recorded so far. Always resolves, with what became of it. */
  flush(options?: FlushOptions): Promise<DeliveryReport>;
  /** Ends what is still open after a turn of the event loop, sends everything and stops. Always resolves; a second call gives the first one's answer. */
  shutdown(options?: FlushOptions): Promise<DeliveryReport>;
  /** Records again after `disable()`. Telemetry that was opted out of stays off. */
  enable(): void;
  /** Records nothing from here on, in own mode nothing of other instrumentations either; what is open ends as usual. */
  disable(): void;
  [Symbol.asyncDispose](): Promise<void>;
}
