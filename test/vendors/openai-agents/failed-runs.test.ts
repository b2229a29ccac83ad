import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AgentscribeTracingProcessor,
  instrumentOpenAIAgents,
  unwrap,
} from "../../../src/instrumentation/openai-agents/index.ts";
import type { Recorded } from "../../support/recording.ts";
import { type Answer, json } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { asks, says } from "./provider-answers.ts";
import { type InstrumentedAgents, instrumentAgents } from "./scripted-runner.ts";

const refuses = (): Answer => json({ error: { message: "no", code: "bad_thing" } }, 400);

/** Spans that are inside nothing, by name, with the errors that they have. */
function roots({ spans }: Recorded): readonly unknown[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const tops = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  return tops.map(({ name, attributes }) => [name, attributes["error.type"]]);
}

describe("runs of OpenAI Agents that fail", () => {
  let agents: Vendor;
  let z: Vendor;
  let start: InstrumentedAgents["start"];

  beforeAll(async () => {
    ({ agents, z, start } = await instrumentAgents());
  });
  afterAll(() => {
    unwrap(agents);
  });

  const talker = (more: object = {}): Vendor => new agents.Agent({ name: "talker", model: "gpt-5", ...more });
  const tool = (more: object, execute: () => unknown): Vendor =>
    agents.tool({ name: "search", description: "d", parameters: z.object({}), execute, ...more });
  const breaking = (): unknown => {
    throw new RangeError("no");
  };

  it.each([
    ["the model's refusal", refuses, "plain", {}, "Error"],
    ["the limit of turns", () => asks("search", {}), "tools", { maxTurns: 1 }, "MaxTurnsExceededError"],
    ["a tool", () => asks("search", {}), "broken", {}, "ToolCallError"],
    ["a guardrail", () => says("done"), "guarded", {}, "InputGuardrailTripwireTriggered"],
  ] as const)(
    "end with the run when they fail by %s, not with the process",
    async (_, answer, agent, options, error) => {
      const { runner, collect } = await start(answer());
      const guardrail = { name: "no", execute: async () => ({ tripwireTriggered: true, outputInfo: {} }) };
      const parts = {
        plain: {},
        tools: { tools: [tool({}, () => "found")] },
        broken: { tools: [tool({ errorFunction: null }, breaking)] },
        guarded: { inputGuardrails: [guardrail] },
      };
      const given = typeof agent === "string" ? parts[agent] : {};
      await expect(runner.run(talker(given), "hi", options)).rejects.toThrow();
      expect(roots(await collect())).toEqual([["invoke_workflow", error]]);
    },
  );

  it("end with the model call that follows one tool too many for a budget", async () => {
    const { runner, telemetry, server, finish } = await start(asks("search", {}), says("late"));
    const budget = telemetry.budget({ name: "tools", maxToolCalls: 0 });
    const agent = talker({ tools: [tool({}, () => "found")] });
    const run = telemetry.agent({ name: "outer", budget }, () => runner.run(agent, "hi"));
    await expect(run).rejects.toMatchObject({ name: "BudgetExceeded", limit: "tool_calls", used: 1, max: 0 });
    expect(server.requests).toHaveLength(1);
    const { spans } = await finish();
    expect(spans.filter(({ name }) => name.startsWith("chat"))).toHaveLength(1);
  });

  it("end with the run when its caller calls it off", async () => {
    const { runner, collect } = await start(says("late"));
    const signal = AbortSignal.timeout(1);
    const slow = {
      name: "slow",
      execute: async () => new Promise((done) => setTimeout(done, 20, { tripwireTriggered: false })),
    };
    await expect(
      runner.run(talker({ inputGuardrails: [{ ...slow, runInParallel: false }] }), "hi", { signal }),
    ).rejects.toThrow();
    expect(roots(await collect())).toEqual([["invoke_workflow", expect.any(String)]]);
  });

  it("leave a trace of the application's own open when it goes on", async () => {
    const { runner, collect } = await start(refuses(), says("done"));
    const answer = await agents.withTrace("triage", async () => {
      await runner.run(talker(), "one").catch(() => undefined);
      await new Promise((done) => setTimeout(done, 20));
      return (await runner.run(talker(), "two")).finalOutput;
    });
    expect(answer).toBe("done");
    const all = await collect();
    expect(roots(all).map((root) => (root as unknown[])[0])).toEqual(["invoke_workflow triage"]);
    expect(all.spans.filter(({ name }) => name === "invoke_agent talker")).toHaveLength(2);
  });

  it("wait for a run beside the one that failed", async () => {
    const { runner, collect } = await start(refuses(), asks("search", {}), says("done"));
    const first = talker({ name: "first" });
    const second = talker({
      name: "second",
      tools: [tool({}, () => new Promise((done) => setTimeout(done, 100, "found")))],
    });
    let beside: Promise<Vendor> | undefined;
    const both = agents.withTrace("pair", async () => {
      const failing = runner.run(first, "one").catch((error: unknown) => error);
      await new Promise((done) => setTimeout(done, 20));
      beside = runner.run(second, "two");
      await new Promise((done) => setTimeout(done, 20));
      throw await failing;
    });
    await expect(both).rejects.toMatchObject({ status: 400 });
    expect((await beside)?.finalOutput).toBe("done");
    const all = await collect();
    expect(roots(all)).toEqual([["invoke_workflow pair", "Error"]]);
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.run.end_reason"]).filter(Boolean)).toEqual([]);
  });

  it("end too when only the processor tells of them", async () => {
    unwrap(agents);
    agents.setTraceProcessors([new AgentscribeTracingProcessor()]);
    const { runner, collect } = await start(refuses());
    await expect(runner.run(talker(), "hi")).rejects.toThrow();
    expect(roots(await collect())).toEqual([["invoke_workflow", "Error"]]);
    agents.setTraceProcessors([]);
    instrumentOpenAIAgents(agents);
  });
});
