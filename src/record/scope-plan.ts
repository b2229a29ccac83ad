import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { SpanKindName, SpanStart } from "./ports.ts";
import type { Scope } from "./scope.ts";

export type ScopeKind =
  | "session"
  | "workflow"
  | "task"
  | "agent"
  | "create_agent"
  | "plan"
  | "llm"
  | "fetch_response"
  | "embeddings"
  | "retrieval"
  | "memory"
  | "mcp_client"
  | "mcp_server"
  | "tool"
  | "command"
  | "wait"
  | "step";

/** How a scope starts and what it adds when it ends. Each kind of scope makes one of these from its options; what runs at the end is let go of after it. */
export interface ScopePlan {
  readonly kind: ScopeKind;
  readonly spanName: string;
  readonly spanKind: SpanKindName;
  readonly attributes: TelemetryAttributes;
  /** Attributes from around that do not hold inside. */
  readonly clears?: readonly string[];
  /** Attributes that every span and event inside carries too. */
  readonly stamp?: TelemetryAttributes;
  /** An agent's own name, by which budgets know it, whatever is recorded of it. */
  readonly agent?: string | undefined;
  /** Each run directly inside starts a trace of its own, linked to this scope. */
  readonly tracePerRun?: boolean;
  readonly links?: SpanStart["links"];
  /** When a task was given to the agent, if that was before its scope started. */
  readonly assignedAtMillis?: number;
  /** What it costs has to be known before it is over. */
  readonly isPriced?: boolean;
  /** Runs as soon as the scope ends: counts that do not wait for a price. */
  count?: ((scope: Scope, end: ScopeEnd) => void) | undefined;
  /** Runs once when prices are known, in the order in which scopes ended: last attributes, metrics and events. */
  finish?: ((scope: Scope, end: ScopeEnd) => void) | undefined;
}

export interface ScopeEnd {
  readonly endTimeMillis: number;
  readonly durationSeconds: number;
  readonly errorType: string | undefined;
  readonly reason: string | undefined;
  /** The scope was never ended by whoever started it. */
  readonly unfinished: boolean | undefined;
}

export interface ScopeFailure {
  readonly type: string;
  /** Content: sent only where error texts are captured. */
  readonly message?: string;
  /** Content of the same kind. */
  readonly stack?: string;
  /** HTTP status of the answer that refused it. */
  readonly status?: number;
  /** The work was called off rather than broken. */
  readonly aborted?: true;
  /** The request was refused or never arrived: nothing was done that anybody bills. */
  readonly refused?: true;
}
