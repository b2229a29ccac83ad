import type { Usage } from "../semconv/usage.ts";
import { type Totals, TotalsCounter, type TotalsDelta } from "./totals.ts";

/** Totals of the process since `init`, whole and split. */
export interface Snapshot {
  readonly totals: Totals;
  /** By model that answered, written `provider/model`. */
  readonly models: Readonly<Record<string, Totals>>;
  readonly tools: Readonly<Record<string, ToolTotals>>;
  /** By agent name: what each agent did itself, without its sub-agents. */
  readonly agents: Readonly<Record<string, Totals>>;
  /** By the purpose given to model calls (`main`, `compaction` ...). */
  readonly purposes: Readonly<Record<string, Totals>>;
}

/** What the calls of one tool sum up to. */
export interface ToolTotals {
  readonly calls: number;
  readonly errors: number;
  readonly durationMillis: number;
}

export interface CallFacts {
  readonly model: string;
  readonly agent: string | undefined;
  readonly purpose: string | undefined;
  /** 0 for a call that costs and is no inference. */
  readonly inferenceCalls: 0 | 1;
  readonly failed: boolean;
  readonly retries: number;
  readonly usage: Usage | undefined;
}

/** As many keys as a person reads; what comes after is added up under `other`. */
const MAX_KEYS = 200;

/** Counts by model, tool, agent and purpose, each bounded in the number of its keys. */
export class SnapshotCounter {
  readonly #models = new Map<string, TotalsCounter>();
  readonly #agents = new Map<string, TotalsCounter>();
  readonly #purposes = new Map<string, TotalsCounter>();
  readonly #tools = new Map<string, { calls: number; errors: number; durationMillis: number }>();
  /** A call is mostly counted and priced in one go. */
  #lastFacts: CallFacts | undefined;
  #lastCounters: readonly TotalsCounter[] = [];

  call(facts: CallFacts): void {
    const { inferenceCalls, retries, usage } = facts;
    const delta = { inferenceCalls, errors: facts.failed ? 1 : 0, retries, usage };
    for (const counter of this.#countersOf(facts)) counter.add(delta);
  }

  /** The price of a call counted before: it can come later than the call. */
  price(facts: CallFacts, delta: TotalsDelta): void {
    for (const counter of this.#countersOf(facts)) counter.add(delta);
  }

  tool(name: string, durationMillis: number, failed: boolean, agent: string | undefined): void {
    const tool = slot(this.#tools, name, () => ({ calls: 0, errors: 0, durationMillis: 0 }));
    tool.calls += 1;
    tool.errors += failed ? 1 : 0;
    tool.durationMillis += durationMillis;
    if (agent !== undefined) slot(this.#agents, agent, newCounter).add({ toolCalls: 1, errors: failed ? 1 : 0 });
  }

  read(totals: Totals, nowMillis: number): Snapshot {
    const all = (counters: Map<string, TotalsCounter>): Record<string, Totals> =>
      Object.fromEntries([...counters].map(([key, counter]) => [key, counter.read(nowMillis)]));
    return {
      totals,
      models: all(this.#models),
      agents: all(this.#agents),
      purposes: all(this.#purposes),
      tools: Object.fromEntries([...this.#tools].map(([key, tool]) => [key, { ...tool }])),
    };
  }

  #countersOf(facts: CallFacts): readonly TotalsCounter[] {
    if (facts === this.#lastFacts) return this.#lastCounters;
    const counters = [slot(this.#models, facts.model, newCounter)];
    if (facts.agent !== undefined) counters.push(slot(this.#agents, facts.agent, newCounter));
    if (facts.purpose !== undefined) counters.push(slot(this.#purposes, facts.purpose, newCounter));
    this.#lastFacts = facts;
    this.#lastCounters = counters;
    return counters;
  }
}

function newCounter(): TotalsCounter {
  return new TotalsCounter();
}

function slot<T>(slots: Map<string, T>, key: string, make: () => T): T {
  const known = slots.get(key);
  if (known !== undefined) return known;
  const name = slots.size < MAX_KEYS ? key : "other";
  const made = slots.get(name) ?? make();
  slots.set(name, made);
  return made;
}
