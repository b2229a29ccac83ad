import type { Comparison, QuestionAnswer, QuestionInfo, Series, StoreStatus } from "../../../src/inspector/api.ts";
import { madeUpAlerts } from "./made-up-alerts.ts";
import { madeUpConversation, madeUpSession } from "./made-up-session.ts";

/** The newest data of the made-up store. */
const NEWEST_US = 1_790_000_009_000_000;

/** Numbers between 0 and 1 that are the same in each run. */
function chance(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const madeUpStatus = (): StoreStatus => ({
  path: "/tmp/inspector.db",
  bytes: 1e6,
  maxBytes: 1e9,
  spans: 900,
  events: 120,
  points: 60,
  sessions: 40,
  traces: 40,
  duplicates: 0,
  deleted: 0,
  oldestUs: NEWEST_US - 86_400e6,
  newestUs: NEWEST_US,
  fullText: true,
  sources: [
    { service: "triage-bot", agentKind: "agentscribe", spans: 600, events: 80 },
    { service: "coder", agentKind: "codex", spans: 300, events: 40 },
  ],
  warnings: [],
});

/** Two models with bands where the measure is a time, some buckets without data, and one alert. */
function madeUpSeries(
  measure: string,
  fromUs: number,
  toUs: number,
  stepUs: number,
  names: readonly string[] = ["gpt-6", "small"],
): Series {
  const next = chance(measure.length * 7_919);
  const count = Math.round((toUs - fromUs) / stepUs);
  const timeUs = Array.from({ length: count }, (_, at) => fromUs + at * stepUs);
  const isTime = /latency|chunk/.test(measure);
  const scale = isTime ? 2e6 : /rate/.test(measure) ? 0.3 : measure === "cost" ? 0.8 : 40;
  return {
    measure,
    unit: isTime ? "us" : /rate/.test(measure) ? "ratio" : measure === "cost" ? "USD" : "count",
    timeUs,
    stepUs,
    lines: names.map((name, line) => {
      const values = timeUs.map((_, at) =>
        at % 29 === 28 ? null : scale * (1 + line) * (0.7 + 0.2 * Math.sin(at / 9) + 0.2 * next()),
      );
      if (!isTime) return { name, values };
      return {
        name,
        values,
        low: values.map((value) => (value === null ? null : value * 0.8)),
        high: values.map((value) => (value === null ? null : value * 1.3)),
        counts: values.map(() => 120),
      };
    }),
    marks:
      measure === "latency-p95"
        ? [{ timeUs: timeUs[70] ?? fromUs, line: "gpt-6", text: "2.1 times the baseline" }]
        : [],
  };
}

const MADE_UP_QUESTIONS: readonly QuestionInfo[] = [
  {
    name: "cost",
    title: "Cost and tokens",
    help: "What model calls cost, by model, agent, tool.",
    parameters: [
      { name: "by", help: "What tells the rows apart.", default: "model", choices: ["model", "agent", "tool"] },
      { name: "toUs", help: "End.", default: null },
      { name: "fromUs", help: "Begin.", default: null },
      { name: "service", help: "Only this service.", default: "" },
      { name: "limit", help: "Rows at most.", default: 100 },
    ],
  },
  {
    name: "timeline",
    title: "A session's timeline",
    help: "What happened in a session, in order.",
    parameters: [{ name: "session", help: "The session's id.", default: null, isNeeded: true }],
  },
];

/** Answers of the questions that boards ask; `label` is in the place of a name that came from outside. */
export function madeUpAnswer(name: string, by = "model", label = "gpt-6"): QuestionAnswer | undefined {
  const next = chance(name.length * 31 + by.length);
  const names = [label, "small", "", "reviewer", "planner"];
  switch (name) {
    case "overview":
      return {
        name,
        columns: [
          "sessions",
          "users",
          "calls",
          "tool_calls",
          "errors",
          "tool_error_rate",
          "input_tokens",
          "output_tokens",
          "cost_usd",
          "unpriced_calls",
          "cache_read_rate",
        ],
        rows: [[40, 7, 310, 220, 9, 0.041, 1_840_000, 96_000, 12.41, 3, 0.62]],
      };
    case "cost":
      return {
        name,
        columns: [by, "calls", "sessions", "errors", "input_tokens", "output_tokens", "cost_usd", "unpriced_calls"],
        rows: names.map((each, at) => [
          each,
          90 - at * 11,
          12,
          at,
          Math.round(4e5 * next()),
          9_000,
          8 / (at + 1) ** 2,
          at === 4 ? 3 : 0,
        ]),
      };
    case "cache":
      return {
        name,
        columns: [by, "calls", "input_tokens", "cache_read_tokens", "cache_write_tokens", "hit_rate"],
        rows: names.map((each, at) => [each, 90 - at * 11, 100_000, 60_000, 8_000, 0.7 - at * 0.15]),
      };
    case "latency":
      return {
        name,
        columns: [
          by,
          "calls",
          "p50_us",
          "p95_us",
          "p95_low_us",
          "p95_high_us",
          "baseline_calls",
          "baseline_p95_us",
          "baseline_p95_low_us",
          "baseline_p95_high_us",
          "verdict",
        ],
        rows: [
          [label, 812, 1.4e6, 5.2e6, 4.8e6, 5.9e6, 790, 3.1e6, 2.8e6, 3.4e6, "slower"],
          ["small", 402, 4e5, 9.2e5, 8e5, 1.1e6, 380, 9.5e5, 8.4e5, 1.2e6, "same"],
          ["reviewer", 12, 9e5, 2.2e6, null, null, 0, null, null, null, "not enough data"],
        ],
      };
    case "decisions":
      return {
        name,
        columns: [
          "decision_type",
          "decision_choice",
          "decisions",
          "share_rate",
          "sessions",
          "mean_confidence",
          "first_at_us",
          "is_new",
        ],
        rows: [
          ["route", "answer", 31, 0.775, 31, 0.91, NEWEST_US - 9e9, 0],
          ["route", label, 9, 0.225, 9, 0.64, NEWEST_US - 1e9, 1],
        ],
      };
    case "new-decisions":
      return {
        name,
        columns: ["decision_type", "decision_choice", "decisions", "sessions", "first_at_us"],
        rows: [["route", label, 9, 9, NEWEST_US - 1e9]],
      };
    case "errors":
      return {
        name,
        columns: ["kind", "what", "error_type", "errors", "sessions", "last_at_us", "session_id", "span"],
        rows: [
          [
            "tool",
            label,
            "PermissionDenied",
            7,
            5,
            NEWEST_US - 1e9,
            "session-a",
            "0af7651916cd43dd8448eb211c80319c/0000000000000006",
          ],
        ],
      };
    case "tools":
      return {
        name,
        columns: ["tool", "calls", "errors", "error_rate", "error_types", "mean_duration_us", "model_cost_after_usd"],
        rows: [
          [label, 120, 7, 7 / 120, "PermissionDenied", 340_000, 2.3],
          ["search", 100, 0, 0, "", 120_000, 4.1],
        ],
      };
    case "outcomes":
      return {
        name,
        columns: ["task_type", "sessions", "success_rate"],
        rows: [
          ["bugfix", 30, 0.8],
          [label, 10, null],
        ],
      };
    case "adoption":
      return { name, columns: ["week_at_us", "users", "sessions", "cost_usd"], rows: [[NEWEST_US, 7, 40, 12.41]] };
    case "success":
      return {
        name,
        columns: ["task_type", "tasks", "judged", "successes", "success_rate", "cost_usd", "cost_per_success_usd"],
        rows: [
          [label, 30, 28, 21, 0.75, 9, 0.43],
          ["review", 10, 8, 6, 0.75, 3, 0.5],
        ],
      };
    case "loops":
    case "anomalies":
    case "time-to-pr":
    case "cohorts":
      return { name, columns: ["session_id"], rows: [] };
    case "timeline":
      return { name, columns: ["start_at_us", "kind", "name"], rows: [[NEWEST_US, "inference", label]] };
    default:
      return undefined;
  }
}

/** Two runs of the made-up agent: the second asks other words, has one step more and does not fail. */
function madeUpComparison(): Comparison {
  const a = madeUpConversation(madeUpSession());
  const b = madeUpConversation(
    madeUpSession({ id: "session-b", errors: 0, costUsd: 0.0388, outputTokens: 702, outcome: "success" }),
    "parcel",
  );
  const both = (index: number, differs: readonly string[]) => ({
    change: differs.length === 0 ? ("same" as const) : ("changed" as const),
    a: a.steps[index] ?? null,
    b: b.steps[index] ?? null,
    differs,
  });
  return {
    a: a.session,
    b: b.session,
    rows: [
      both(0, []),
      both(1, ["system", "output"]),
      both(2, ["arguments", "result"]),
      {
        change: "only-b",
        a: null,
        b: b.steps[2] === undefined ? null : { ...b.steps[2], name: "lookup" },
        differs: [],
      },
      both(3, []),
      both(4, []),
      { change: "only-a", a: a.steps[5] ?? null, b: null, differs: [] },
      both(6, ["output", "tokens"]),
      both(7, []),
    ],
    tools: [
      { name: "search", a: 1, b: 1 },
      { name: "lookup", a: 0, b: 1 },
      { name: "refund", a: 1, b: 0 },
    ],
    prompts: [
      { change: "same", text: "You answer tickets." },
      { change: "removed", text: "Be brief." },
      { change: "added", text: "Be brief and kind." },
      { change: "same", text: "Never promise a refund." },
    ],
  };
}

/** What the inspector would answer; `label` stands where names from outside are. `undefined` where there is nothing. */
export function madeUpAnswers(url: URL, label?: string): unknown {
  const [, , first, second, third] = url.pathname.split("/").map(decodeURIComponent);
  const number = (name: string): number => Number(url.searchParams.get(name));
  const session = madeUpSession(label === undefined ? {} : { agent: label, service: label, decisionPath: label });
  if (first === "status") return madeUpStatus();
  if (first === "alerts" && second === undefined) return madeUpAlerts(number("fromUs"), number("toUs"), label);
  if (first === "series" && second !== undefined)
    return madeUpSeries(
      second,
      number("fromUs"),
      number("toUs"),
      number("stepUs"),
      label === undefined ? undefined : [label],
    );
  if (first === "questions" && second === undefined) return MADE_UP_QUESTIONS;
  if (first === "questions") return madeUpAnswer(second ?? "", url.searchParams.get("by") ?? undefined, label);
  if (first === "metrics")
    return ["gen_ai.client.token.usage", "agentscribe.sessions"].map((name, at) => ({
      name,
      unit: at === 0 ? "{token}" : "1",
      type: at === 0 ? "histogram" : "sum",
      service: label ?? "triage-bot",
      attributes: [["gen_ai.token.type", "input"]],
      points: Array.from({ length: 40 }, (_, point) => ({
        timeUs: NEWEST_US - point * 900e6,
        value: 900 - point * 9,
        count: 3,
      })),
    }));
  if (first === "compare") return madeUpComparison();
  if (first !== "sessions") return undefined;
  if (second === undefined)
    return { sessions: [session, madeUpSession({ id: "session-b", outcome: "failure", errors: 0 })], next: null };
  if (third === undefined) return session;
  if (third === "steps") return madeUpConversation({ ...session, id: second }, label);
  if (third === "events") return [];
  return undefined;
}
