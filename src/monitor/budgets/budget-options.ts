/** What one pot of a budget is for. */
export type BudgetPeriod = "run" | "session" | "task" | "user" | "day" | "process";

/** What a budget limits. */
export type BudgetLimit = "cost" | "tokens" | "calls" | "tool_calls" | "turns" | "work_time" | "unpriced";

/** A limit on what agents use, and what happens when it is reached. At least one `max...` is needed. */
export interface BudgetOptions {
  /** Names the budget in events, metrics and errors. */
  readonly name: string;
  /**
   * What has a pot of its own: `run` each outermost agent, workflow or model call; `session` each `session.id`; `task` each task id; `user` each
   * `user.id`; `day` each day of UTC; `process` everything. What shares a pot shares the limit, however many agents it is.
   *
   * @defaultValue `"run"`; `"process"` for budgets made by `telemetry.budget()`
   */
  readonly per?: BudgetPeriod | undefined;
  /** Only for agents of these names. @defaultValue all */
  readonly agents?: readonly string[] | undefined;
  /** US dollars, as far as prices are known. */
  readonly maxCostUsd?: number | undefined;
  /** Input and output tokens together; cached and reasoning tokens are parts of these. */
  readonly maxTokens?: number | undefined;
  /** Calls of models. */
  readonly maxCalls?: number | undefined;
  /** Executions of tools. One more is refused; where a framework runs it, the next call of a model is. */
  readonly maxToolCalls?: number | undefined;
  /** Runs of a session. */
  readonly maxTurns?: number | undefined;
  /** Milliseconds in which agents worked: not those spent in `wait()` for people. */
  readonly maxWorkMs?: number | undefined;
  /** The share of a limit at which it warns, from 0 to 1. @defaultValue 0.8 */
  readonly warnAt?: number | undefined;
  /**
   * `stop` refuses further calls with {@link BudgetExceeded}, ends streams that are open, and aborts `signal` of the scopes inside; `warn` only
   * says so. @defaultValue `"stop"`
   */
  readonly onExceeded?: "warn" | "stop" | undefined;
  /** What a call without a known price does to `maxCostUsd`: it is said once for each budget, stops as if the limit were reached, or is ignored. A request that the provider refused is none, nor an answer that broke off and has an estimate. @defaultValue `"warn"` */
  readonly onUnpriced?: "warn" | "stop" | "ignore" | undefined;
  /** Is told of each warning and each limit that was reached, once. What it throws is contained. */
  readonly notify?: ((notice: BudgetNotice) => void) | undefined;
}

/** What is told of a budget. */
export interface BudgetNotice {
  readonly budget: string;
  /** `warned`: nearly used up; `exceeded`: used up; `unpriced`: a call without a known price was made, so that its cost is not known. */
  readonly what: "warned" | "exceeded" | "unpriced";
  readonly limit: BudgetLimit;
  /** In the unit of the limit: US dollars, tokens, calls or milliseconds. */
  readonly used: number;
  readonly max: number;
  readonly action: "warn" | "stop";
}
