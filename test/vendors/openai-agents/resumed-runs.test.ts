import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AgentscribeTracingProcessor,
  instrumentOpenAIAgents,
  unwrap,
} from "../../../src/instrumentation/openai-agents/index.ts";
import type { Recorded } from "../../support/recording.ts";
import { json } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { asks, says } from "./provider-answers.ts";
import { type InstrumentedAgents, instrumentAgents } from "./scripted-runner.ts";

/** Names from the root of the trace down to each model call, in the order of the calls. */
function callPaths({ spans }: Recorded): readonly string[][] {
  const calls = spans.filter(({ name }) => name.startsWith("chat"));
  return calls.map((call) => {
    const path: string[] = [];
    for (
      let at = spans.find(({ spanId }) => spanId === call.parentSpanId);
      at !== undefined;
      at = spans.find(({ spanId }) => spanId === at?.parentSpanId)
    ) {
      path.unshift(at.name);
    }
    return path;
  });
}

const cutShort = ({ spans }: Recorded): unknown[] =>
  spans.map(({ attributes }) => attributes["agentscribe.run.end_reason"]).filter(Boolean);

describe("runs of OpenAI Agents that are resumed", () => {
  let agents: Vendor;
  let z: Vendor;
  let start: InstrumentedAgents["start"];

  beforeAll(async () => {
    ({ agents, z, start } = await instrumentAgents());
  });
  afterAll(() => {
    unwrap(agents);
  });

  const clerk = (): Vendor => {
    const refund = agents.tool({
      name: "refund",
      description: "d",
      parameters: z.object({}),
      needsApproval: true,
      execute: async () => "refunded",
    });
    return new agents.Agent({ name: "clerk", model: "gpt-5", tools: [refund] });
  };
  const approved = (held: Vendor): Vendor => {
    for (const interruption of held.interruptions) held.state.approve(interruption);
    return held.state;
  };

  it("leave the run around them open, where an agent that is a tool has waited", async () => {
    const { runner, finish } = await start(
      asks("ask_clerk", { input: "x" }),
      asks("refund", {}),
      says("inner"),
      says("outer"),
    );
    const tools = [clerk().asTool({ toolName: "ask_clerk", toolDescription: "d" })];
    const desk = new agents.Agent({ name: "desk", model: "gpt-5", tools });
    const held = await runner.run(desk, "hi");
    expect((await runner.run(desk, approved(held))).finalOutput).toBe("outer");
    const all = await finish();
    const outer = ["invoke_workflow", "invoke_agent desk"];
    const inner = [...outer, "execute_tool ask_clerk", "invoke_agent clerk"];
    expect(callPaths(all)).toEqual([outer, inner, inner, outer]);
    expect(cutShort(all)).toEqual([]);
  });

  it.each(["classes", "processor"] as const)("leave the application's own trace open, told by %s", async (teller) => {
    if (teller === "processor") {
      unwrap(agents);
      agents.setTraceProcessors([new AgentscribeTracingProcessor()]);
    }
    const { runner, finish } = await start(asks("refund", {}), says("done"), says("summary"));
    await agents.withTrace("ticket", async () => {
      const agent = clerk();
      const held = await runner.run(agent, "hi");
      await runner.run(agent, approved(held));
      await runner.run(agent, "sum up");
    });
    if (teller === "processor") {
      agents.setTraceProcessors([]);
      instrumentOpenAIAgents(agents);
    }
    const all = await finish();
    expect(callPaths(all)).toEqual(Array(3).fill(["invoke_workflow ticket", "invoke_agent clerk"]));
    expect(all.span("invoke_workflow ticket").attributes).toMatchObject({ "agentscribe.total.inference_calls": 3 });
    expect(all.span("invoke_workflow ticket").attributes["error.type"]).toBeUndefined();
    expect(cutShort(all)).toEqual([]);
  });

  it("leave the application's own trace open when they fail", async () => {
    const refuses = json({ error: { message: "no", code: "bad_thing" } }, 400);
    const { runner, finish } = await start(asks("refund", {}), refuses, says("done"));
    await agents.withTrace("ticket", async () => {
      const agent = clerk();
      const held = await runner.run(agent, "hi");
      await runner.run(agent, approved(held)).catch(() => undefined);
      await runner.run(agent, "again");
    });
    const all = await finish();
    expect(callPaths(all)).toEqual(Array(3).fill(["invoke_workflow ticket", "invoke_agent clerk"]));
    expect(cutShort(all)).toEqual([]);
  });

  it("do not end each other when one state is resumed twice side by side", async () => {
    const { runner, finish } = await start(asks("refund", {}), says("one"), says("two"));
    const agent = clerk();
    const saved = (await runner.run(agent, "hi")).state.toString();
    const resume = async (): Promise<unknown> => {
      const state = await agents.RunState.fromString(agent, saved);
      for (const interruption of state.getInterruptions()) state.approve(interruption);
      return (await runner.run(agent, state)).finalOutput;
    };
    expect((await Promise.all([resume(), resume()])).toSorted()).toEqual(["one", "two"]);
    const all = await finish();
    expect(callPaths(all)).toEqual(Array(3).fill(["invoke_workflow", "invoke_agent clerk"]));
    expect(cutShort(all)).toEqual([]);
  });
});
