import OpenAI from "openai";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ConfigError, fromContext, record } from "../../../src/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import {
  createFakeClock,
  createTestTelemetry,
  expectTelemetry,
  startModelServer,
  type TestTelemetry,
  type TestTelemetryOptions,
} from "../../../src/testing/index.ts";

const made: TestTelemetry[] = [];
const start = (options?: TestTelemetryOptions): TestTelemetry => {
  const telemetry = createTestTelemetry(options);
  made.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(made.splice(0).map((telemetry) => telemetry.shutdown()));
});

const usage = { inputTokens: 100, outputTokens: 20 };

describe("createTestTelemetry()", () => {
  it("gives spans, events and metrics at once, as what they mean", async () => {
    const telemetry = start();
    await telemetry.agent({ name: "planner" }, async () => {
      telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", usage, durationMs: 5 });
      await telemetry.tool({ name: "search", callId: "c1", arguments: { q: "x" } }, async () => ({ hits: 2 }));
      telemetry.record("decision", { type: "route", choice: "answer", options: ["answer", "ask"], confidence: 0.5 });
    });
    const [agent] = telemetry.tree();
    expect(agent).toMatchObject({ kind: "agent", agent: "planner", name: "invoke_agent planner" });
    expect(agent?.children.map(({ kind }) => kind)).toEqual(["llm", "tool"]);
    expect(telemetry.modelCalls).toMatchObject([
      { model: "gpt-5-mini", provider: "openai", usage, cost: { status: "ok" } },
    ]);
    expect(telemetry.modelCalls[0]?.cost?.usd).toBeCloseTo(0.000065, 9);
    expect(telemetry.toolCalls).toMatchObject([
      { tool: "search", callId: "c1", arguments: { q: "x" }, result: { hits: 2 } },
    ]);
    expect(telemetry.decisions).toMatchObject([
      { type: "route", choice: "answer", options: ["answer", "ask"], confidence: 0.5 },
    ]);
    expect(telemetry.metrics.find(({ name }) => name === "gen_ai.execute_tool.duration")?.points).toMatchObject([
      { count: 1 },
    ]);
    expect(telemetry.traces).toHaveLength(1);
  });

  it("counts as calls of tools what totals count: commands, and requests to MCP servers that no tool is around", () => {
    const telemetry = start();
    const request = (name: string) => ({ method: "tools/call", params: { name } }) as const;
    const totals = telemetry.agent({ name: "a" }, (agent) => {
      telemetry.tool({ name: "search" }, () => telemetry.mcpRequest(request("research"), () => undefined));
      telemetry.command({ executable: "git" }, (command) => command.exitCode(1));
      telemetry.mcpRequest(request("fetch"), () => telemetry.mcpServe(request("fetch"), () => undefined));
      return agent.totals();
    });
    expect(telemetry.toolCalls.map(({ tool }) => tool)).toEqual(["search", "command", "fetch"]);
    expect(totals.toolCalls).toBe(3);
    expectTelemetry(telemetry).toHaveCalledTool("command");
    telemetry.clear();
    telemetry.mcpServe(request("served"), () => undefined);
    expect(telemetry.toolCalls).toMatchObject([{ tool: "served" }]);
  });

  it("says in its health what it recorded, as data", () => {
    const telemetry = start();
    telemetry.recordTool({ name: "search", durationMs: 1 });
    const health = telemetry.health();
    expect(health.destinations).toMatchObject([
      { name: "memory traces", accepted: 1, delivered: 1, pending: 0, sent: 1 },
      { name: "memory logs", accepted: 0 },
      { name: "memory metrics" },
    ]);
    expect(structuredClone(health)).toEqual(health);
  });

  it("keeps several clients apart, and becomes nobody's default", async () => {
    const before = fromContext();
    const [one, other] = [start(), start()];
    one.recordTool({ name: "a", durationMs: 1 });
    await one.agent({ name: "x" }, async () => record("decision", { type: "t", choice: "c" }));
    expect(one.spans).toHaveLength(2);
    expect(one.decisions).toHaveLength(1);
    expect(other.spans).toEqual([]);
    expect(fromContext()).toBe(before);
  });

  it("is the default while asked to be, and gives the place back", async () => {
    const before = fromContext();
    const outer = start({ asDefault: true });
    {
      await using inner = createTestTelemetry({ asDefault: true });
      expect(fromContext()).toBe(inner);
    }
    expect(fromContext()).toBe(outer);
    record("decision", { type: "t", choice: "c" });
    expect(outer.decisions).toHaveLength(1);
    await outer.shutdown();
    expect(fromContext()).toBe(before);
  });

  it("records what wrapped clients and fetch do in its scopes and in run(), though the process is opted out", async () => {
    vi.stubEnv("TELEMETRY_ENABLED", "false");
    const telemetry = start();
    await using model = await startModelServer({ turns: () => ({ text: "Hello." }) });
    const client = wrapOpenAI(new OpenAI({ apiKey: "key", baseURL: model.openaiUrl, maxRetries: 0 }));
    const ask = { model: "gpt-5-mini", messages: [{ role: "user" as const, content: "Hi" }] };
    await telemetry.run(() => client.chat.completions.create(ask));
    await telemetry.agent({ name: "a" }, () => client.responses.create({ model: "gpt-5-mini", input: "Hi" }));
    await client.chat.completions.create(ask);
    const fetched = instrumentFetch(fetch);
    const body = JSON.stringify({
      model: "claude-haiku-4-5",
      max_tokens: 9,
      messages: [{ role: "user", content: "Hi" }],
    });
    await telemetry.run(async () => await (await fetched(`${model.url}/v1/messages`, { method: "POST", body })).json());
    expect(model.requests).toHaveLength(4);
    expect(telemetry.modelCalls.map(({ model }) => model)).toEqual(["gpt-5-mini", "gpt-5-mini", "claude-haiku-4-5"]);
    expect(telemetry.modelCalls[0]?.output).toMatchObject([{ parts: [{ type: "text", text: "Hello." }] }]);
  });

  it("goes through capture, redaction and prices as init does", () => {
    const telemetry = start({ capture: { toolArguments: true }, redact: { pii: true }, pricing: false });
    telemetry.recordTool({ name: "mail", arguments: { to: "ada@example.org" }, result: "sent", durationMs: 1 });
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", usage, durationMs: 5 });
    const [call] = telemetry.toolCalls;
    expect(JSON.stringify(call?.arguments)).not.toContain("ada@example.org");
    expect(call).not.toHaveProperty("result");
    expect(telemetry.modelCalls[0]?.cost?.usd).toBeUndefined();
  });

  it("says the same on every day: that prices have grown old only when asked", () => {
    vi.useFakeTimers({ now: Date.parse("2040-01-01") });
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      const ask = (telemetry: TestTelemetry) =>
        telemetry.recordLlm({ provider: "openai", model: "unheard-of", usage, durationMs: 5 });
      ask(start());
      ask(start({ pricing: { discount: 0.1 } }));
      expect(written).not.toHaveBeenCalled();
      ask(start({ pricing: { staleAfterDays: 30 } }));
      expect(written.mock.calls.map(([line]) => line)).toEqual([
        expect.stringContaining("no price is known for a model"),
      ]);
    } finally {
      written.mockRestore();
    }
  });

  it("enforces budgets", async () => {
    const telemetry = start({ budgets: [{ name: "tools", per: "process", maxToolCalls: 1, onExceeded: "stop" }] });
    await telemetry.tool({ name: "a" }, async () => 1);
    await expect(telemetry.agent({ name: "x" }, () => telemetry.tool({ name: "b" }, async () => 2))).rejects.toThrow();
  });

  it("reads no environment variable, opens no socket and writes no file", async () => {
    vi.stubEnv("OTEL_SERVICE_NAME", "from-env");
    vi.stubEnv("OTEL_TRACES_SAMPLER", "always_off");
    const telemetry = start();
    telemetry.recordTool({ name: "a", durationMs: 1 });
    expect(telemetry.spans[0]?.resource["service.name"]).toBe("test");
    expect(telemetry.describe()).toContain("to memory (traces, events, metrics); content: full");
    expect(telemetry.health()).toMatchObject({ delivered: 1, pending: 0, onDisk: 0 });
    expect(telemetry.health()).not.toHaveProperty("spool");
  });

  it("takes an option that is undefined as not given", () => {
    const options = { service: undefined, capture: undefined, pricing: { staleAfterDays: undefined } };
    expect(start(options).describe()).toBe(start().describe());
  });

  it("refuses options that have no place in memory, and wrong ones", () => {
    expect(() => createTestTelemetry({ exporters: [] } as never)).toThrow("has no option exporters");
    expect(() => createTestTelemetry({ identity: { installation: true } } as never)).toThrow("identity.installation");
    expect(() => createTestTelemetry({ clock: {} } as never)).toThrow("createFakeClock");
    expect(() => createTestTelemetry({ capture: "all" } as never)).toThrow(ConfigError);
    expect(() => createTestTelemetry({ observers: {} } as never)).toThrow(ConfigError);
  });

  it("forgets what was recorded on clear(), metrics included", () => {
    const telemetry = start();
    const calls = (): number | undefined =>
      telemetry.metrics.find(({ name }) => name === "gen_ai.execute_tool.duration")?.points[0]?.count;
    telemetry.recordTool({ name: "a", durationMs: 1 });
    telemetry.recordTool({ name: "a", durationMs: 1 });
    expect(calls()).toBe(2);
    telemetry.clear();
    expect([telemetry.spans.length, telemetry.events.length, calls()]).toEqual([0, 0, undefined]);
    telemetry.recordTool({ name: "a", durationMs: 1 });
    expect([telemetry.spans.length, calls()]).toEqual([1, 1]);
  });

  it("gives the same times and the same snapshot in every run with a fake clock", async () => {
    const run = async (): Promise<TestTelemetry> => {
      const clock = createFakeClock({ now: "2026-05-01T12:00:00Z" });
      const telemetry = start({ clock });
      await telemetry.session({}, async () => {
        await telemetry.tool({ name: "slow" }, async () => clock.advance(250));
        clock.advance(50);
        await telemetry.tool({ name: "next" }, async () => 1);
      });
      return telemetry;
    };
    const [one, other] = [await run(), await run()];
    expect(one.toolCalls).toMatchObject([
      { tool: "slow", startTimeMillis: Date.parse("2026-05-01T12:00:00Z"), durationMillis: 250 },
      { tool: "next", durationMillis: 0 },
    ]);
    expect(one.normalised()).toEqual(other.normalised());
    expect(one.print()).toBe(other.print());
    expect(JSON.stringify(one.normalised())).toContain("<id 1>");
    expect(one.spans[0]?.traceId).not.toBe(other.spans[0]?.traceId);
  });

  it("takes given times for what they are with a fake clock", () => {
    const clock = createFakeClock({ now: "2026-05-01T12:00:00Z" });
    const telemetry = start({ clock });
    const at = clock.now() - 3_000;
    telemetry.recordTool({ name: "before", startTime: at, durationMs: 20 });
    expect(telemetry.toolCalls).toMatchObject([{ startTimeMillis: at, durationMillis: 20 }]);
    expect(telemetry.now()).toBe(clock.now());
  });

  it("gives the same snapshot of work side by side, whichever call a provider answered first", async () => {
    const run = async (first: string): Promise<unknown> => {
      const telemetry = start();
      let answered = 0;
      const ask = (name: string, n: number): void => {
        const call = { id: `call_${n}`, type: "function", function: { name: "look", arguments: "{}" } };
        telemetry.llm({ provider: "openai", model: "gpt-5-mini" }, (llm) =>
          llm.response({
            id: `chatcmpl-${n}`,
            model: "gpt-5-mini",
            choices: [{ message: { role: "assistant", tool_calls: [call] }, finish_reason: "tool_calls" }],
          }),
        );
        telemetry.tool({ name: "look", callId: call.id }, () => name);
        telemetry.record("decision", { type: "route", choice: name });
      };
      const agents = ["one", "two"].map((name) => {
        const agent = telemetry.startAgent({ name });
        return { name, run: () => agent.run(() => ask(name, ++answered)), end: () => agent.end() };
      });
      for (const { run: runs } of agents.toSorted((a) => (a.name === first ? -1 : 1))) runs();
      for (const { end } of agents) end();
      return telemetry.normalised();
    };
    const snapshot = await run("one");
    expect(await run("two")).toEqual(snapshot);
    const text = JSON.stringify(snapshot);
    expect(text).not.toMatch(/call_\d|chatcmpl/);
    // The call in the answer is the one that the tool answers.
    const [, asked] = /tool_call\\",\\"id\\":\\"(<id \d+>)/.exec(text) ?? [];
    expect(text).toContain(`"gen_ai.tool.call.id":"${asked}"`);
  });

  it("keeps ids apart in a snapshot, and what was said in it", () => {
    const telemetry = start();
    telemetry.recordTool({ name: "a", arguments: { text: "keep me", at: "2026-01-01T00:00:00Z" }, durationMs: 1 });
    expect(JSON.stringify(telemetry.normalised())).toMatch(/keep me.*<time>/);
  });
});

describe("createFakeClock()", () => {
  it("stands still until it is told to go on", () => {
    const clock = createFakeClock({ now: 5 });
    expect(clock.now()).toBe(5);
    clock.advance(10);
    expect(clock.now()).toBe(15);
    clock.set(new Date(99));
    expect(clock.now()).toBe(99);
    for (const wrong of [-1, Number.NaN]) expect(() => clock.advance(wrong)).toThrow(RangeError);
    expect(() => clock.set("no time")).toThrow(RangeError);
  });
});

describe(".waitFor()", () => {
  it("answers as soon as something is recorded", async () => {
    const telemetry = start();
    const found = telemetry.waitFor(({ toolCalls }) => toolCalls.find(({ tool }) => tool === "late"));
    telemetry.recordTool({ name: "early", durationMs: 1 });
    setTimeout(() => telemetry.recordTool({ name: "late", durationMs: 1 }), 5);
    expect((await found).tool).toBe("late");
  });

  it("says what was recorded instead when its time is over", async () => {
    const telemetry = start();
    telemetry.recordTool({ name: "other", durationMs: 1 });
    await expect(telemetry.waitFor(({ open }) => open.length > 0, { timeoutMillis: 10 })).rejects.toThrow(
      /waited 10 ms for .*open\.length > 0[\s\S]*tool other/,
    );
  });

  it("passes on what the predicate throws, and refuses a time that is none", async () => {
    const telemetry = start();
    const fault = new Error("mine");
    await expect(
      telemetry.waitFor(() => {
        throw fault;
      }),
    ).rejects.toBe(fault);
    await expect(telemetry.waitFor(() => true, { timeoutMillis: -1 })).rejects.toThrow(TypeError);
  });

  it("and flush(), shutdown() and the model server do not hang under fake timers", async () => {
    vi.useFakeTimers();
    const telemetry = start();
    await using model = await startModelServer({ turns: [{ text: "Hi.", chunkDelayMillis: 1 }] });
    const body = JSON.stringify({ model: "gpt-5-mini", stream: true, messages: [{ role: "user", content: "Hi" }] });
    expect(await (await fetch(`${model.openaiUrl}/chat/completions`, { method: "POST", body })).text()).toContain(
      "[DONE]",
    );
    await telemetry.tool({ name: "a" }, async () => 1);
    await telemetry.waitFor(({ toolCalls }) => toolCalls.length === 1);
    await expect(telemetry.waitFor(() => false, { timeoutMillis: 10 })).rejects.toThrow("waited 10 ms");
    await telemetry.flush();
    await telemetry.shutdown();
  });
});
