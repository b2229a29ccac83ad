import { expect } from "vitest";
import type { ReceivedSpan } from "../../examples/support/otlp/flatten-otlp.ts";

/** What every example records: a session, in it an agent, in that a tool and a priced call of a model. */
export function checkAgentRun(
  spans: readonly ReceivedSpan[],
  { service, runtime }: { readonly service: string; readonly runtime: string },
): void {
  const named = (start: string): ReceivedSpan => {
    const found = spans.filter(({ name }) => name.startsWith(start));
    expect(found.length, start).toBe(1);
    return found[0] as ReceivedSpan;
  };
  const session = named("session");
  const agent = named("invoke_agent helper");
  const tool = named("execute_tool search");
  const chat = named("chat gpt-5-mini");
  expect(agent.parentSpanId).toBe(session.spanId);
  expect([tool.parentSpanId, chat.parentSpanId]).toEqual([agent.spanId, agent.spanId]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(chat.attributes["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
  expect(chat.attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
  expect(session.attributes["agentscribe.total.cost_usd"]).toBe(chat.attributes["agentscribe.cost.usd"]);
  expect(session.resource["service.name"]).toBe(service);
  expect(session.resource["process.runtime.name"]).toBe(runtime);
}
