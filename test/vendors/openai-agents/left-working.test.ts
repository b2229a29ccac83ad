import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unwrap } from "../../../src/instrumentation/openai-agents/index.ts";
import { json } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { asks, says } from "./provider-answers.ts";
import { type InstrumentedAgents, instrumentAgents } from "./scripted-runner.ts";

describe("runs that a tool of OpenAI Agents leaves working", () => {
  let agents: Vendor;
  let z: Vendor;
  let start: InstrumentedAgents["start"];

  beforeAll(async () => {
    ({ agents, z, start } = await instrumentAgents());
  });
  afterAll(() => {
    unwrap(agents);
  });

  const agent = (name: string, tool?: string, execute?: () => unknown): Vendor => {
    const tools =
      tool === undefined ? [] : [agents.tool({ name: tool, description: "d", parameters: z.object({}), execute })];
    return new agents.Agent({ name, model: "gpt-5", tools });
  };

  it.each(["ends", "fails"] as const)("go on in their place when the tool %s, and the run around it", async (how) => {
    const refuses = json({ error: { message: "no", code: "bad_thing" } }, 400);
    const answers = [asks("ask", {}), asks("look", {}), ...(how === "fails" ? [refuses] : []), says("done")];
    const { runner, finish } = await start(...answers, says("late"));
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<string>();
    const late = agent("late", "look", () => {
      begun.resolve();
      return release.promise;
    });
    let working: Promise<Vendor> | undefined;
    const main = agent("main", "ask", async () => {
      working = runner.run(late, "hi");
      await begun.promise;
      if (how === "fails") await Promise.all([working, runner.run(agent("broken"), "hi")]);
      return "started";
    });
    expect((await runner.run(main, "hi")).finalOutput).toBe("done");
    release.resolve("found");
    expect((await working)?.finalOutput).toBe("late");
    const all = await finish();
    const span = all.span("invoke_agent late");
    expect(span.parentSpanId).toBe(all.span("execute_tool ask").spanId);
    expect(span.attributes["error.type"]).toBeUndefined();
    expect(span.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.tool_calls": 1,
    });
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.run.end_reason"]).filter(Boolean)).toEqual([]);
    expect(all.span("invoke_workflow").attributes["error.type"]).toBeUndefined();
  });

  it("fail for themselves, not for the trace in which the run around them is over", async () => {
    const refuses = json({ error: { message: "no", code: "bad_thing" } }, 400);
    const { runner, finish } = await start(asks("ask", {}), asks("look", {}), says("done"), refuses);
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<string>();
    const late = agent("late", "look", () => {
      begun.resolve();
      return release.promise;
    });
    let working: Promise<Vendor> | undefined;
    const main = agent("main", "ask", async () => {
      working = runner.run(late, "hi");
      await begun.promise;
      return "started";
    });
    await agents.withTrace("ticket", async () => {
      await runner.run(main, "hi");
      release.resolve("found");
      await expect(working).rejects.toMatchObject({ status: 400 });
    });
    const all = await finish();
    expect(all.span("invoke_agent late").attributes["error.type"]).toBe("Error");
    expect(all.span("invoke_workflow ticket").attributes["error.type"]).toBeUndefined();
  });
});
