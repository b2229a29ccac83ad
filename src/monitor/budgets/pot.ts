import { realTimers } from "../../internal/real-timers.ts";
import type { LimitedWork, Reservation, SpentAmounts } from "../../internal/work-limits.ts";
import { BudgetExceeded } from "./budget-exceeded.ts";
import type { BudgetLimit, BudgetNotice } from "./budget-options.ts";
import type { ResolvedBudget } from "./resolved-budget.ts";
import { WorkClock } from "./work-clock.ts";

/** What a pot needs of the process. */
export interface PotPorts {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never go back or leap, whatever is done to the system time. */
  steady(): number;
  /** @param place where it happened */
  tell(notice: BudgetNotice, notify: ResolvedBudget["notify"], place: unknown): void;
}

type Amounts = Record<"cost" | "tokens" | "calls" | "tool_calls" | "turns", number>;

const DAY_MILLIS = 86_400_000;

/** What is left of one budget for one run, session, user ...: all that share it take from it. */
export class Pot {
  readonly budget: ResolvedBudget;
  readonly #ports: PotPorts;
  readonly #clock: WorkClock;
  readonly #told = new Set<string>();
  readonly #guesses = new Set<{ tokens: number; costUsd: number }>();
  #used: Amounts = none();
  #openTools = 0;
  #controller = new AbortController();
  #error: BudgetExceeded | undefined;
  #timer: NodeJS.Timeout | undefined;
  #day: number;
  /** Where the work last began or went on. */
  #place: unknown;

  constructor(budget: ResolvedBudget, ports: PotPorts) {
    this.budget = budget;
    this.#ports = ports;
    this.#clock = new WorkClock(ports.steady);
    this.#day = this.#today();
  }

  get canStop(): boolean {
    return this.budget.stops || this.budget.onUnpriced === "stop";
  }

  get signal(): AbortSignal {
    this.#renew();
    return this.#controller.signal;
  }

  /** Set while the budget stops all further work. */
  get error(): BudgetExceeded | undefined {
    this.#renew();
    return this.#error;
  }

  /** Used so far, in the unit of the limit; tools that run count, and calls that are going on with what is guessed of them. */
  used(limit: BudgetLimit): number {
    this.#renew();
    if (limit === "work_time") return this.#clock.millis;
    if (limit === "unpriced") return 0;
    let used = this.#used[limit];
    if (limit === "calls") return used + this.#guesses.size;
    if (limit === "tool_calls") return used + this.#openTools;
    for (const guess of this.#guesses) used += limit === "cost" ? guess.costUsd : limit === "tokens" ? guess.tokens : 0;
    return used;
  }

  add(amounts: SpentAmounts, place: unknown): void {
    this.#renew();
    // What ended scopes tell late would keep them, with all that they hold, for as long as the pot is remembered.
    if (this.#clock.isOpen) this.#place = place;
    const { usage } = amounts;
    const used = this.#used;
    used.cost += amounts.costUsd ?? 0;
    used.tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    used.calls += amounts.inferenceCalls ?? 0;
    used.tool_calls += amounts.toolCalls ?? 0;
    used.turns += amounts.turns ?? 0;
    // What broke off has an estimate, and is counted with that.
    if ((amounts.unpricedCalls ?? 0) > 0 && amounts.costUsd === undefined) this.#unpriced(place);
    this.#check(place);
  }

  /** A call begins. */
  reserve(place: unknown): Reservation {
    const guess = { tokens: 0, costUsd: 0 };
    this.#guesses.add(guess);
    this.#check(place);
    return {
      guess: (amounts) => {
        Object.assign(guess, amounts);
        if (this.#guesses.has(guess)) this.#check(place);
      },
      release: () => void this.#guesses.delete(guess),
    };
  }

  /** A tool begins, whoever runs it, or is over and {@link add}ed. */
  runsTool(isRunning: boolean, place: unknown): void {
    this.#openTools += isRunning ? 1 : -1;
    if (isRunning) this.#check(place);
  }

  /** The error of a limit that is reached already, or that one more would break. */
  refuse(work: LimitedWork, isTurn: boolean, place: unknown): BudgetExceeded | undefined {
    if (work !== "tool" && this.budget.stops) {
      this.stopReached(place);
      if (isTurn) this.#refuseOneMore("turns", place);
    }
    this.#refuseOneMore(work === "tool" ? "tool_calls" : "calls", place);
    const { error } = this;
    return work !== "tool" || error?.limit === "tool_calls" ? error : undefined;
  }

  /** Looks at what is reached without anything new: a limit of nothing, and working time while the process is too busy for the timer. */
  stopReached(place: unknown): void {
    for (const [limit, max] of this.budget.maxima)
      if (isReached(limit, this.used(limit), max)) this.#exceeded(limit, place);
  }

  #refuseOneMore(limit: "calls" | "tool_calls" | "turns", place: unknown): void {
    const max = this.budget.maxima.get(limit);
    if (max !== undefined && this.used(limit) >= max) this.#exceeded(limit, place);
  }

  /** A scope in which the budget holds begins. */
  opened(place: unknown): void {
    this.#renew();
    this.#place = place;
    this.#clock.opened();
    this.#arm();
  }

  closed(): void {
    this.#renew();
    this.#clock.closed();
    if (!this.#clock.isOpen) this.#place = undefined;
    this.#arm();
  }

  /** One of the scopes that opened it waits for people, or no longer does. */
  waits(isWaiting: boolean): void {
    this.#renew();
    this.#clock.waits(isWaiting);
    this.#arm();
  }

  #check(place: unknown): void {
    for (const [limit, max] of this.budget.maxima) {
      const used = this.used(limit);
      if (isReached(limit, used, max)) this.#exceeded(limit, place);
      else if (used >= max * this.budget.warnAt) this.#tell("warned", limit, used, max, place);
    }
  }

  #exceeded(limit: BudgetLimit, place: unknown): void {
    const { name, maxima, stops } = this.budget;
    const [used, max] = [this.used(limit), maxima.get(limit) ?? 0];
    const isFirst = this.#error === undefined && (stops || limit === "unpriced");
    if (isFirst) this.#error = new BudgetExceeded({ budget: name, limit, used, max });
    // Said before the signal is given, so that it stands in front of what the signal brings about.
    this.#tell("exceeded", limit, used, max, place);
    if (!isFirst) return;
    realTimers.clearTimeout(this.#timer);
    this.#controller.abort(this.#error);
  }

  #unpriced(place: unknown): void {
    const max = this.budget.maxima.get("cost");
    if (max === undefined || this.budget.onUnpriced === "ignore") return;
    if (this.budget.onUnpriced === "stop") this.#exceeded("unpriced", place);
    else this.#tell("unpriced", "cost", this.used("cost"), max, place);
  }

  #tell(what: BudgetNotice["what"], limit: BudgetLimit, used: number, max: number, place: unknown): void {
    const key = `${what} ${limit}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const { name, stops, notify } = this.budget;
    const action = what === "exceeded" && (stops || limit === "unpriced") ? "stop" : "warn";
    this.#ports.tell({ budget: name, what, limit, used, max, action }, notify, place);
  }

  /** Looks again when the working time will be over, or nearly. */
  #arm(): void {
    const max = this.budget.maxima.get("work_time");
    if (max === undefined) return;
    realTimers.clearTimeout(this.#timer);
    if (!this.#clock.isRunning || this.#error !== undefined) return;
    const used = this.#clock.millis;
    const next = [max * this.budget.warnAt, max].find((millis) => millis > used);
    if (next === undefined) return;
    this.#timer = realTimers.setTimeout(
      () => {
        this.#check(this.#place);
        this.#arm();
      },
      Math.min(Math.ceil(next - used), MAX_TIMER_MILLIS),
    );
    this.#timer.unref();
  }

  /** A budget of days begins anew with each. */
  #renew(): void {
    if (this.budget.per !== "day" || this.#day === this.#today()) return;
    this.#day = this.#today();
    this.#used = none();
    this.#told.clear();
    this.#clock.reset(this.#ports.now() % DAY_MILLIS);
    if (this.#error !== undefined) this.#controller = new AbortController();
    this.#error = undefined;
    this.#arm();
  }

  #today(): number {
    return Math.floor(this.#ports.now() / DAY_MILLIS);
  }
}

/** Timers take no more than this. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

function none(): Amounts {
  return { cost: 0, tokens: 0, calls: 0, tool_calls: 0, turns: 0 };
}

/** As many calls, tools and turns as the limit says are allowed. One more call is refused before it begins; a tool that a framework runs is not. */
function isReached(limit: BudgetLimit, used: number, max: number): boolean {
  if (limit === "calls") return false;
  return limit === "turns" || limit === "tool_calls" ? used > max : used >= max;
}
