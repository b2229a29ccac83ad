/** Sums over the model calls and the tools of something. */
export interface Totals {
  readonly inferenceCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number;
  /** Model calls without a cost: when it is not 0, `costUsd` is not all. */
  readonly unpricedCalls: number;
}

/** A session: one conversation or run of an agent. Where an agent names no session, each of its traces is one. */
export interface SessionRow extends Totals {
  readonly id: string;
  readonly service: string;
  /** Whose telemetry it is: `agentscribe`, `claude-code`, `codex`, `gemini-cli`, `copilot`, `docker-agent`, `openinference`, `ai-sdk` ... */
  readonly agentKind: string;
  readonly agent: string | null;
  readonly user: string | null;
  readonly taskType: string | null;
  readonly outcome: string | null;
  readonly endReason: string | null;
  /** Whether it failed, or anything in it: also a run that failed by itself, which is none of the `errors`, as those are of calls, tools and other work. */
  readonly failed: boolean;
  readonly startUs: number;
  readonly endUs: number;
  /** Whether its own span has ended, or nothing came for a while. */
  readonly isOpen: boolean;
  readonly spans: number;
  readonly traces: number;
  readonly events: number;
  readonly models: readonly string[];
  /** Decisions in their order, joined by ` > `. */
  readonly decisionPath: string;
}

/** Which sessions are listed; what is not set leaves none out. */
export interface SessionFilter {
  /** Of services, types of tasks and the like a session may have several: each of them finds it. */
  readonly service?: string | undefined;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
  readonly user?: string | undefined;
  readonly tool?: string | undefined;
  readonly outcome?: string | undefined;
  readonly taskType?: string | undefined;
  readonly decision?: string | undefined;
  /** Only sessions that failed, or something in them (true), or others (false). */
  readonly failed?: boolean | undefined;
  /** In ids, names, models, tools, and in messages where the store keeps an index of text. */
  readonly text?: string | undefined;
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
  /** @defaultValue "start", newest first */
  readonly sort?: "start" | "cost" | "tokens" | "errors" | "duration" | undefined;
  /** @defaultValue 100, at most 1,000 */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** A page of a list of sessions. `next` asks for the one after it, and is null on the last. */
export interface SessionPage {
  readonly sessions: readonly SessionRow[];
  readonly next: string | null;
}
