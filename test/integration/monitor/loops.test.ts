import { describe, expect, it } from "vitest";
import { LoopDetected } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const LOOP = "agentscribe.loop.detected";
const CANARY = "I will look for the canary once more, and then again.";

describe("loops", () => {
  it("are told of when an agent calls a tool again with the same arguments, and again when twice as long", async () => {
    const { telemetry, finish } = await startRecording();
    await telemetry.session({ id: "s" }, () =>
      telemetry.agent({ name: "looper" }, async () => {
        for (let turn = 0; turn < 7; turn += 1)
          await telemetry.tool({ name: "search", arguments: { query: "x", page: 1 } }, async () => turn);
      }),
    );
    const { eventsNamed, points } = await finish();
    expect(eventsNamed(LOOP).map(({ attributes }) => attributes)).toMatchObject([
      {
        "agentscribe.loop.kind": "identical_calls",
        "agentscribe.loop.count": 3,
        "agentscribe.loop.action": "warn",
        "gen_ai.tool.name": "search",
        "gen_ai.agent.name": "looper",
        "session.id": "s",
      },
      { "agentscribe.loop.count": 6 },
    ]);
    expect(points("agentscribe.loops")[0]?.value).toBe(2);
  });

  it("are none where the arguments were not told", async () => {
    const { telemetry, finish } = await startRecording({ monitors: { loops: { onLoop: "stop" } } });
    await telemetry.agent({ name: "researcher" }, async ({ signal }) => {
      for (let turn = 0; turn < 4; turn += 1) {
        await telemetry.tool({ name: "search" }, async () => turn);
        telemetry.recordTool({ name: "read", durationMs: 1 });
        await telemetry.command({ executable: "git" }, async () => turn);
      }
      expect(signal.aborted).toBe(false);
      for (let turn = 0; turn < 3; turn += 1) await telemetry.tool({ name: "now", arguments: {} }, async () => turn);
      expect(signal.reason).toMatchObject({ kind: "identical_calls", tool: "now" });
    });
    expect((await finish()).eventsNamed(LOOP)).toHaveLength(1);
  });

  it("are also calls of tools of MCP servers, once where a tool is around them", async () => {
    const { telemetry, finish } = await startRecording();
    const ask = (name: string, given: object) =>
      telemetry.mcpRequest({ method: "tools/call", params: { name, ...given } }, () => 1);
    telemetry.agent({ name: "asker" }, () => {
      for (let page = 1; page <= 4; page += 1) ask("search", { arguments: { page } });
      for (let turn = 0; turn < 3; turn += 1) ask("search", { arguments: { page: 1 } });
      for (let turn = 0; turn < 3; turn += 1) ask("now", {});
      for (let turn = 0; turn < 2; turn += 1)
        telemetry.tool({ name: "read", arguments: { path: "a" } }, () => ask("read", { arguments: { path: "a" } }));
    });
    const loops = (await finish()).eventsNamed(LOOP).map(({ attributes }) => attributes["gen_ai.tool.name"]);
    expect(loops).toEqual(["search", "now"]);
  });

  it("stop the agent that loops, and not the one around it", async () => {
    const { telemetry, finish } = await startRecording({ monitors: { loops: { onLoop: "stop" } } });
    const call = (): Promise<string> => telemetry.llm({ provider: "x", model: "y" }, async () => "ok");
    let error: unknown;
    await telemetry.agent({ name: "outer" }, async (outer) => {
      try {
        await telemetry.agent({ name: "inner" }, async () => {
          for (let turn = 0; turn < 50; turn += 1) {
            await call();
            await telemetry.tool({ name: turn % 2 === 0 ? "read" : "write", arguments: { path: "a" } }, async () => 1);
          }
        });
      } catch (thrown) {
        error = thrown;
      }
      expect(outer.signal.aborted).toBe(false);
      expect(await call()).toBe("ok");
    });
    expect(error).toBeInstanceOf(LoopDetected);
    expect(error).toMatchObject({ kind: "alternating_calls", count: 3 });
    const { span, spans } = await finish();
    expect(span("invoke_agent inner").attributes).toMatchObject({
      "agentscribe.run.end_reason": "loop",
      "error.type": "LoopDetected",
    });
    expect(span("invoke_agent outer").attributes["agentscribe.run.end_reason"]).toBeUndefined();
    expect(spans.filter(({ name }) => name.startsWith("execute_tool"))).toHaveLength(6);
  });

  it("are also answers with the same text, without any of it captured", async () => {
    const { telemetry, finish } = await startRecording();
    const reply = (text: string) => ({
      id: "r",
      object: "chat.completion",
      model: "gpt-5-mini",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: text } }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    await telemetry.agent({ name: "parrot" }, async () => {
      for (const text of ["yes", "yes", "yes", "yes", CANARY, CANARY, CANARY])
        await telemetry.llm({ provider: "openai", model: "gpt-5-mini" }, async () => reply(text));
    });
    const { event, spans, events } = await finish();
    expect(event(LOOP).attributes).toMatchObject({
      "agentscribe.loop.kind": "repeated_output",
      "agentscribe.loop.count": 3,
    });
    expect(JSON.stringify([spans, events])).not.toContain("canary");
  });

  it("are also answers that were given by hand, as they come or afterwards", async () => {
    const { telemetry, finish } = await startRecording();
    const answer = [{ role: "assistant", content: CANARY }];
    const unreadable = new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap");
        },
      },
    );
    for (const output of [answer, [{ role: "assistant", parts: [unreadable] }], "too short"]) {
      telemetry.agent({ name: "live" }, () => {
        for (let turn = 0; turn < 4; turn += 1)
          telemetry.llm({ provider: "x", model: "y" }, (call) => call.output(output));
      });
    }
    telemetry.agent({ name: "afterwards" }, () => {
      for (let turn = 0; turn < 4; turn += 1)
        telemetry.recordLlm({ provider: "x", model: "y", output: CANARY, durationMs: 1 });
    });
    const { eventsNamed } = await finish();
    expect(eventsNamed(LOOP).map(({ attributes }) => attributes)).toMatchObject([
      { "agentscribe.loop.kind": "repeated_output", "gen_ai.agent.name": "live" },
      { "agentscribe.loop.kind": "repeated_output", "gen_ai.agent.name": "afterwards" },
    ]);
  });

  it("are not looked for between agents, nor where that is off", async () => {
    const { telemetry, finish } = await startRecording({ monitors: { loops: false } });
    await telemetry.agent({ name: "a" }, async () => {
      for (let turn = 0; turn < 5; turn += 1) await telemetry.tool({ name: "t" }, async () => 1);
    });
    expect((await finish()).eventsNamed(LOOP)).toEqual([]);
    const other = await startRecording();
    await other.telemetry.session({}, async () => {
      for (let turn = 0; turn < 5; turn += 1)
        await other.telemetry.agent({ name: "a" }, () => other.telemetry.tool({ name: "t" }, async () => 1));
    });
    expect((await other.finish()).eventsNamed(LOOP)).toEqual([]);
  });

  it("bear arguments that cannot be read", async () => {
    const { telemetry, finish } = await startRecording();
    const hostile = {
      get x(): never {
        throw new Error("no");
      },
    };
    await telemetry.agent({ name: "a" }, async () => {
      for (let turn = 0; turn < 4; turn += 1)
        expect(await telemetry.tool({ name: "t", arguments: hostile }, async () => turn)).toBe(turn);
    });
    expect((await finish()).spans).toHaveLength(5);
  });
});
