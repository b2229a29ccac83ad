import type { WorkMonitor } from "../../src/internal/work-monitor.ts";
import type { DriftOptions } from "../../src/monitor/drift/drift-options.ts";
import type { Random } from "../inspector/random.ts";
import { busyAt, normal, Wander } from "./traffic.ts";

/** What happens at one moment; `change` is the number of the change that was made, 0 for none. */
export type Happen = (monitor: WorkMonitor, atMillis: number, change: number) => void;

/** One monitor with a history of its own: nothing wrong in it, and changes that it should find. */
export interface History {
  readonly monitor: string;
  readonly options: DriftOptions;
  readonly what: string;
  readonly changes: readonly string[];
  readonly create: (random: Random) => Happen;
}

const MODEL = "openai/gpt-5-mini";
const CALL = { model: MODEL, failed: false, durationMillis: 1_000, costUsd: undefined };

export const HISTORIES: readonly History[] = [
  {
    monitor: "error rate",
    options: { errorRate: true },
    what: "calls",
    changes: ["2.5 times the errors", "5 times the errors"],
    create: (random) => {
      const wander = new Wander(random, 0.15);
      const factors = [1, 2.5, 5];
      return (monitor, atMillis, change) => {
        const failed = random.next() < 0.03 * wander.at(atMillis) * (factors[change] ?? 1);
        monitor.modelCall({ ...CALL, atMillis, failed });
      };
    },
  },
  {
    monitor: "cost per call",
    options: { costDrift: true },
    what: "calls",
    changes: ["cost + 50 %"],
    create: (random) => {
      const wander = new Wander(random, 0.03);
      return (monitor, atMillis, change) => {
        const usual = wander.at(atMillis) * (0.95 + 0.05 * busyAt(atMillis));
        monitor.modelCall({
          ...CALL,
          atMillis,
          costUsd: 0.01 * usual * Math.exp(1.2 * normal(random)) * (1 + change / 2),
        });
      };
    },
  },
  {
    monitor: "new decision",
    options: { newDecisions: true },
    what: "decisions",
    changes: ["a new choice, 1 in 50"],
    create: (random) => (monitor, atMillis, change) => {
      const choice = change > 0 && random.next() < 0.02 ? "give up" : CHOICES[pick(random, SHARES)];
      monitor.decision({ atMillis, type: "route", choice: choice ?? "answer" });
    },
  },
  {
    monitor: "decision mix",
    options: { decisionMix: true },
    what: "decisions",
    changes: ["20 % go another way"],
    create: (random) => {
      const wander = new Wander(random, 0.1);
      return (monitor, atMillis, change) => {
        const [most = 0, ...rest] = SHARES;
        const shares = [most * wander.at(atMillis) * (0.9 + 0.1 * busyAt(atMillis)), ...rest];
        const moves = change > 0 && random.next() < 0.2;
        monitor.decision({
          atMillis,
          type: "route",
          choice: (moves ? "escalate" : CHOICES[pick(random, shares)]) ?? "answer",
        });
      };
    },
  },
  {
    monitor: "token efficiency",
    options: { tokenEfficiency: true },
    what: "sessions",
    changes: ["half of the output"],
    create: (random) => {
      const wander = new Wander(random, 0.05);
      return (monitor, atMillis, change) => {
        const inputTokens = 20_000 * Math.exp(normal(random));
        const outputTokens =
          inputTokens * 0.05 * wander.at(atMillis) * Math.exp(0.7 * normal(random)) * (change > 0 ? 0.5 : 1);
        monitor.sessionEnd({ atMillis, inputTokens, outputTokens });
      };
    },
  },
  {
    monitor: "latency",
    options: { latency: true },
    what: "calls",
    changes: ["1.5 times as long"],
    create: (random) => {
      const wander = new Wander(random, 0.05);
      return (monitor, atMillis, change) => {
        const usual = wander.at(atMillis) * (0.9 + 0.1 * busyAt(atMillis));
        const durationMillis = 2_000 * usual * Math.exp(0.8 * normal(random)) * (change > 0 ? 1.5 : 1);
        monitor.modelCall({ ...CALL, atMillis, durationMillis });
      };
    },
  },
];

const CHOICES = ["answer", "search", "ask", "escalate", "wait", "refuse"];
/** From half of all decisions to one in a thousand. */
const SHARES = [0.5, 0.25, 0.15, 0.08, 0.019, 0.001];

function pick(random: Random, shares: readonly number[]): number {
  let left = random.next() * shares.reduce((sum, share) => sum + share, 0);
  for (const [at, share] of shares.entries()) {
    left -= share;
    if (left < 0) return at;
  }
  return 0;
}
