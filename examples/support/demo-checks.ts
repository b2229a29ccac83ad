import type { DeliveryReport, Totals } from "agentscribe";
import type { ModelServer } from "./model-server.ts";
import type { Receiver } from "./otlp-receiver.ts";

export interface DemoRun {
  readonly backend: Receiver;
  /** Absent when a real model answered: then nothing is known of how it went about the task. */
  readonly scripted: ModelServer | undefined;
  readonly description: string;
  readonly totals: Totals;
  readonly report: DeliveryReport;
}

const EVENTS = ["session.start", "decision", "subagent.spawned", "task.outcome", "session.end"];
const METRICS = [
  "gen_ai.client.inference.duration",
  "agentscribe.client.cost",
  "agentscribe.decisions",
  "agentscribe.tasks",
];

/** What the demo should have sent and did not. */
export function missingFromDemo({ backend, scripted, description, totals, report }: DemoRun): readonly string[] {
  const spans = backend.spans();
  const spanNames = new Set(spans.map(({ name }) => name));
  const events = new Set(backend.logs().map(({ eventName }) => eventName));
  const metrics = new Set(backend.metrics().map(({ name }) => name));
  const chats = spans.filter(({ attributes }) => attributes["gen_ai.operation.name"] === "chat");
  const always: Record<string, boolean> = {
    "a span of each kind": [
      "session",
      "task complaint",
      "invoke_agent support",
      "invoke_agent reviewer",
      "wait approval",
    ].every((name) => spanNames.has(name)),
    "one trace": new Set(spans.map(({ traceId }) => traceId)).size === 1,
    "one span a model call": chats.length === totals.inferenceCalls && chats.length >= 4,
    "tokens of every call": chats.every(({ attributes }) => Number(attributes["gen_ai.usage.input_tokens"]) > 0),
    "the events": EVENTS.every((name) => events.has(`agentscribe.${name}`)),
    "the metrics": METRICS.every((name) => metrics.has(name)),
    "content withheld": !description.endsWith("content: none") || !JSON.stringify(spans).includes("A-1042"),
    "everything delivered": report.pending === 0 && Object.keys(report.dropped).length === 0,
  };
  const scriptedOnly: Record<string, boolean> = {
    "a retried call counted once": totals.retries === 1 && scripted?.requests.length === totals.inferenceCalls + 1,
    "the retry on its span": chats.filter(({ attributes }) => attributes["agentscribe.llm.retries"] === 1).length === 1,
    "three tool calls": totals.toolCalls === 3,
    "a cost for every call": totals.unpricedCalls === 0 && totals.costUsd > 0,
  };
  return Object.entries({ ...always, ...(scripted !== undefined && scriptedOnly) }).flatMap(([what, holds]) =>
    holds ? [] : [what],
  );
}
