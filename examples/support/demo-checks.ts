import type { DeliveryReport, Totals } from "agentscribe";
import type { Store } from "agentscribe/inspector";
import type { ModelServer } from "./model-server.ts";

export interface DemoRun {
  readonly store: Store;
  /** Absent when a real model answered: then nothing is known of how it went about the task. */
  readonly scripted: ModelServer | undefined;
  readonly description: string;
  readonly totals: Totals;
  readonly report: DeliveryReport;
}

const SPANS = ["session", "task complaint", "invoke_agent support", "invoke_agent reviewer", "wait approval"];
const EVENTS = ["session.start", "decision", "subagent.spawned", "task.outcome", "session.end"];
const METRICS = [
  "gen_ai.client.inference.duration",
  "agentscribe.client.cost",
  "agentscribe.decisions",
  "agentscribe.tasks",
];

/** What the demo should have sent to the inspector and did not. */
export async function missingFromDemo({ store, scripted, description, totals, report }: DemoRun): Promise<string[]> {
  const numbers = async (sql: string): Promise<number[]> => (await store.query(sql)).rows.flat().map(Number);
  const names = async (view: string): Promise<Set<unknown>> =>
    new Set((await store.query(`SELECT DISTINCT name FROM ${view}`)).rows.flat());
  const [spans, events] = [await names("agent_spans"), await names("agent_events")];
  const metrics = new Set((await store.metrics()).map(({ name }) => name));
  const [calls = 0, unknownInput = 0, retries = 0] = await numbers(
    "SELECT count(*), sum(coalesce(input_tokens, 0) = 0), sum(coalesce(retries, 0)) FROM agent_spans WHERE kind = 'inference'",
  );
  const [failedTools = 0] = await numbers(
    "SELECT count(*) FROM agent_spans WHERE kind = 'tool' AND error_type = 'PaymentServiceUnavailable'",
  );
  const { sessions } = await store.sessions();
  const cost = sessions.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const always: Record<string, boolean> = {
    "a span of each kind": SPANS.every((name) => spans.has(name)),
    "two sessions of one trace each": sessions.length === 2 && sessions.every(({ traces }) => traces === 1),
    "one span a model call": calls === totals.inferenceCalls && calls >= 8,
    "tokens of every call": unknownInput === 0,
    "the events": EVENTS.every((name) => events.has(`agentscribe.${name}`)),
    "the metrics": METRICS.every((name) => metrics.has(name)),
    "the same cost on both sides": Math.abs(cost - totals.costUsd) < 1e-9,
    "where content goes": description.includes("content: full"),
    "everything delivered": report.pending === 0 && Object.keys(report.dropped).length === 0,
  };
  const scriptedOnly: Record<string, boolean> = {
    "a retried call counted once": totals.retries === 1 && scripted?.requests.length === totals.inferenceCalls + 1,
    "the retry on its span": retries === 1,
    "nine tool calls, of which one failed": totals.toolCalls === 9 && failedTools === 1,
    "a cost for every call": totals.unpricedCalls === 0 && totals.costUsd > 0,
  };
  return Object.entries({ ...always, ...(scripted !== undefined && scriptedOnly) }).flatMap(([what, holds]) =>
    holds ? [] : [what],
  );
}
