import type { ExporterOptions } from "../export/destinations/exporter-options.ts";
import type { BudgetOptions } from "../monitor/budgets/budget-options.ts";
import type { MonitorOptions } from "../monitor/monitor-options.ts";
import type { PricingOptions } from "../pricing/pricing-options.ts";
import type { ContentLimits } from "../privacy/budget.ts";
import type { CaptureOption } from "../privacy/capture-policy.ts";
import type { ContentSink } from "../privacy/media.ts";
import type { NameFilterOptions } from "../privacy/names.ts";
import type { RedactFunction, RedactorOptions } from "../privacy/redactor.ts";
import type { TenantIdentity, UserIdentity } from "../record/identity.ts";
import type { RecordObserver } from "../record/ports.ts";
import type { HeartbeatOptions } from "./heartbeat.ts";

/** The options of `init`. Every field can be left out. */
export interface TelemetryOptions {
  /** Whether anything is done at all. @defaultValue `TELEMETRY_ENABLED`, `DO_NOT_TRACK` and `OTEL_SDK_DISABLED` decide; they also win over `true` */
  readonly enabled?: boolean | undefined;
  /** Who records. @defaultValue what `resource` says, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, then `unknown_service:` and what runs it, such as `node` or `bun` */
  readonly service?:
    | {
        readonly name?: string | undefined;
        readonly version?: string | undefined;
        readonly environment?: string | undefined;
      }
    | undefined;
  /** Further attributes of the resource. `service`, `telemetry.sdk` and `process.runtime` win over them. */
  readonly resource?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /**
   * What the resource says of where the program runs, below `resource` and `OTEL_RESOURCE_ATTRIBUTES`. `ci`: pipeline, run, change, branch and commit, where the variables of GitHub
   * Actions, GitLab, CircleCI, Buildkite, Azure Pipelines or Jenkins are set. `git`: repository, owner, branch and commit of the working folder, read from the files of git; a
   * string is another folder. @defaultValue ci, not git
   */
  readonly detect?: { readonly ci?: boolean | undefined; readonly git?: boolean | string | undefined } | undefined;
  /** A tree on stderr while the agent works; `"only"` sends nothing. @defaultValue `AGENTSCRIBE_DEBUG` (`1`, `only`), else false */
  readonly debug?: boolean | "only" | undefined;
  /** Which content is captured. @defaultValue `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`, else `"none"` */
  readonly capture?: CaptureOption | undefined;
  /** What else is taken out of texts that leave: secrets always are. A function sees each text and returns what may leave. */
  readonly redact?: RedactFunction | RedactorOptions | undefined;
  /** How many bytes of content a value, a message and a span may carry. */
  readonly contentLimits?: ContentLimits | undefined;
  /** Takes media, and raw bodies where `capture` opens `rawBodies`, to a place of your own; the reference it returns is recorded instead. */
  readonly contentSink?: ContentSink | undefined;
  /** Where telemetry goes. @defaultValue the standard `OTEL_*` variables, else OTLP to `http://localhost:4318` */
  readonly exporters?: readonly ExporterOptions[] | undefined;
  /**
   * Whether records are kept in files until they are delivered, so that an outage, a crash and the end of the process lose none. With false
   * they are in memory only. @defaultValue true, where there is a file system
   */
  readonly spool?: boolean | undefined;
  /** Where these files are. @defaultValue `AGENTSCRIBE_SPOOL_DIRECTORY`, else `agentscribe/spool` in the user's folder of state */
  readonly spoolDirectory?: string | undefined;
  /**
   * What records survive: `"process"` the end of the process, however it comes; `"power"` also that of the machine, but for the last tenth of a
   * second. @defaultValue `"process"`
   */
  readonly durability?: "process" | "power" | undefined;
  /**
   * For serverless platforms, which stop a process between two requests: is given a promise each time the outermost scope ends, and when one ends
   * that outlived it, and keeps the invocation open until it resolves. It resolves when what was recorded is sent, after 2 seconds at most.
   * @defaultValue nothing is flushed at the end of a scope
   */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** Which signals are recorded at all. @defaultValue all */
  readonly signals?:
    | {
        readonly traces?: boolean | undefined;
        readonly metrics?: boolean | undefined;
        readonly events?: boolean | undefined;
      }
    | undefined;
  /** Prices of your own; `false` records no cost. */
  readonly pricing?: PricingOptions | false | undefined;
  /**
   * `"1.36"` adds the names of the GenAI conventions of 2025 (`gen_ai.system`, `gen_ai.client.token.usage` ...) for backends that still read
   * them. @defaultValue `"latest"`
   */
  readonly semconv?: "latest" | "1.36" | undefined;
  /** Whom every session of this process works for, unless the session says otherwise. */
  readonly identity?:
    | {
        readonly user?: UserIdentity | undefined;
        readonly tenant?: TenantIdentity | undefined;
        /** Keeps a random id of this installation in a file of the user and sends it as `app.installation.id`. @defaultValue false */
        readonly installation?: boolean | { readonly path: string } | undefined;
      }
    | undefined;
  /**
   * `"attach"` records through the OpenTelemetry providers that the application has; `"own"` starts its own; `"auto"` attaches when there is
   * one when `init` is called. @defaultValue `"auto"`
   */
  readonly host?: "auto" | "attach" | "own" | undefined;
  /** Hides names that users of the application made up, on spans, events and metrics. @defaultValue all names are kept */
  readonly names?: NameFilterOptions | undefined;
  /** Limits on what agents use: they warn, then stop. @defaultValue none */
  readonly budgets?: readonly BudgetOptions[] | undefined;
  /** What is watched while agents work; `true` for all of it, `false` for nothing. @defaultValue loops */
  readonly monitors?: boolean | MonitorOptions | undefined;
  /** Signs of life at an interval, and the event `stalled` for a run in which nothing happens; nothing where there are no timers. @defaultValue false */
  readonly heartbeat?: boolean | HeartbeatOptions | undefined;
  /** See each scope and event as it happens. */
  readonly observers?: readonly RecordObserver[] | undefined;
}
