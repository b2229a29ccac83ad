import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { createTestTelemetry, expectTelemetry, matchers, type TestTelemetry } from "../../../src/testing/index.ts";

type AnyMatcher = (received: unknown, ...args: unknown[]) => { readonly pass: boolean; readonly message: () => string };

/** The message with which an assertion fails. @throws Error when it passes */
function failure(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    if (error instanceof Error && error.name === "AssertionError") return error.message;
    throw error;
  }
  throw new Error("the assertion passed");
}

let telemetry: TestTelemetry;
const asked = (): ReturnType<typeof expectTelemetry> => expectTelemetry(telemetry);

beforeEach(async () => {
  telemetry = createTestTelemetry();
  await telemetry.task({ id: "T-1", type: "bugfix" }, async (task) => {
    await telemetry.agent({ name: "planner" }, async () => {
      telemetry.recordLlm({
        provider: "openai",
        model: "gpt-5-mini",
        input: [{ role: "user", content: "find the bug" }],
        usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 400, reasoningTokens: 50 },
        durationMs: 5,
      });
      await telemetry.tool({ name: "search", arguments: { q: "bug", limit: 3, tags: ["a", "b"] } }, async () => [
        "hit",
      ]);
      await telemetry.tool({ name: "read", arguments: { file: "a.ts" } }, async () => ({ text: "…" }));
      await telemetry
        .tool({ name: "search", arguments: { q: "other" } }, async () => {
          throw new RangeError("no such index");
        })
        .catch(() => {});
      telemetry.record("decision", { type: "route", choice: "fix", options: ["fix", "ask"], confidence: 0.9 });
    });
    task.outcome("success");
  });
});
afterEach(() => telemetry.shutdown());

describe("toHaveCalledTool()", () => {
  it("finds a call by its name, arguments, result, failure and place", () => {
    asked().toHaveCalledTool("search");
    asked().toHaveCalledTool(/^sea/g, { times: 2 });
    asked().toHaveCalledTool("search", { with: { q: "bug" }, times: 1 });
    asked().toHaveCalledTool("search", {
      with: { q: /bu/, limit: expect.any(Number), tags: ["a", expect.anything()] },
    });
    asked().toHaveCalledTool("search", { with: (given: { limit?: number }) => given.limit === 3 });
    asked().toHaveCalledTool("search", { result: ["hit"] });
    asked().toHaveCalledTool("read", { result: { text: "…" }, failed: false, order: 2 });
    asked().toHaveCalledTool("search", { failed: "RangeError", order: 3, times: 1 });
    asked().toHaveCalledTool("write", { times: 0 });
  });

  it("is refuted by each of them", () => {
    asked().not.toHaveCalledTool("write");
    asked().not.toHaveCalledTool("search", { times: 1 });
    asked().not.toHaveCalledTool("search", { with: { q: "bug", tags: ["a"] } });
    asked().not.toHaveCalledTool("search", { with: { q: "bug", page: 1 } });
    asked().not.toHaveCalledTool("read", { failed: true });
    asked().not.toHaveCalledTool("search", { failed: "TypeError" });
    asked().not.toHaveCalledTool("read", { order: 1 });
  });

  it("says what was called, and shows the tree", () => {
    const message = failure(() => asked().toHaveCalledTool("search", { with: { q: "bugs" } }));
    expect(message).toContain('expected: a call of the tool "search" with { q: "bugs" }');
    expect(message).toContain("0 of 2 calls of it are like that");
    expect(message).toMatch(/task bugfix.*\n +agent planner.*\n +llm gpt-5-mini/);
    expect(failure(() => asked().toHaveCalledTool("serch"))).toContain('only these were called: ["search", "read"]');
    expect(failure(() => asked().not.toHaveCalledTool("read"))).toContain('expected not: a call of the tool "read"');
  });

  it("says when arguments were not captured", async () => {
    await using closed = createTestTelemetry({ capture: "none" });
    closed.recordTool({ name: "search", arguments: { q: "x" }, durationMs: 1 });
    expectTelemetry(closed).toHaveCalledTool("search");
    expect(failure(() => expectTelemetry(closed).toHaveCalledTool("search", { with: { q: "x" } }))).toContain(
      "their arguments were not captured",
    );
  });
});

describe("toHaveCalledToolsInOrder()", () => {
  it("allows others between, unless exact", () => {
    asked().toHaveCalledToolsInOrder(["search", "read"]);
    asked().toHaveCalledToolsInOrder(["search", "search"]);
    asked().toHaveCalledToolsInOrder(["search", /./, "search"], { exact: true });
    asked().not.toHaveCalledToolsInOrder(["read", "read"]);
    asked().not.toHaveCalledToolsInOrder(["search", "search"], { exact: true });
    expect(failure(() => asked().toHaveCalledToolsInOrder(["read", "write"]))).toContain(
      'after 1 of them, "write" did not come',
    );
  });
});

describe("toHaveCalledModel()", () => {
  it("finds a call by model, provider and what was said", () => {
    asked().toHaveCalledModel("gpt-5-mini", { times: 1, provider: "openai", saying: "the bug", failed: false });
    asked().toHaveCalledModel(/^gpt/);
    asked().not.toHaveCalledModel("gpt-5-mini", { provider: "anthropic" });
    asked().not.toHaveCalledModel("gpt-5-mini", { saying: "something else" });
    expect(failure(() => asked().toHaveCalledModel("gpt-9"))).toContain('only these were called: ["gpt-5-mini"]');
  });

  it("finds a call by the model asked for and by the version that answered", async () => {
    const request = { model: "gpt-5-mini", messages: [{ role: "user", content: "Hi" }] };
    const answer = {
      ...{ id: "c-1", object: "chat.completion", model: "gpt-5-mini-2025-08-07" },
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }],
    };
    telemetry.clear();
    await telemetry.llm({ provider: "openai", request }, async () => answer);
    asked().toHaveCalledModel("gpt-5-mini", { times: 1 });
    asked().toHaveCalledModel("gpt-5-mini-2025-08-07", { times: 1 });
    expect(telemetry.modelCalls[0]?.model).toBe("gpt-5-mini-2025-08-07");
    expect(failure(() => asked().toHaveCalledModel("gpt-5"))).toMatch(
      /called: \["gpt-5-mini", ?"gpt-5-mini-2025-08-07"\]/,
    );
    // A tree holds also when the provider turns to the next version.
    asked().toMatchTrace("llm gpt-5-mini");
  });
});

describe("toCostLessThan()", () => {
  it("sums the calls", () => {
    asked().toCostLessThan(0.01);
    asked().not.toCostLessThan(0.000_01);
    expect(failure(() => asked().toCostLessThan(0.000_1))).toMatch(/but: 1 cost \$0\.00/);
  });

  it("fails either way when a price is not known, and says which", () => {
    telemetry.recordLlm({
      provider: "acme",
      model: "new-model",
      usage: { inputTokens: 5, outputTokens: 5 },
      durationMs: 1,
    });
    for (const assertion of [asked().toCostLessThan, asked().not.toCostLessThan]) {
      expect(failure(() => assertion(1))).toMatch(/the cost of 1 is not known.*new-model/);
    }
    // What is known is too much already.
    asked().not.toCostLessThan(0.000_01);
  });

  it("has embeddings in the sums, as the totals of the client do", async () => {
    const embed = (inputTokens?: number): unknown =>
      telemetry.embeddings({ provider: "openai", model: "text-embedding-3-large" }, (call) => {
        if (inputTokens !== undefined) call.usage({ inputTokens });
      });
    await embed(100_000_000);
    asked().not.toCostLessThan(1);
    asked().toCostLessThan(14);
    asked().toHaveUsedTokens({ exactly: 100_001_200 });
    await embed();
    for (const assertion of [asked().toCostLessThan, asked().not.toCostLessThan])
      expect(failure(() => assertion(14))).toMatch(/the cost of 1 is not known.*text-embedding-3-large/);
    expect(failure(() => asked().toHaveUsedTokens({ atMost: 1 }))).toContain("1 of 3 calls do not say");
  });

  it("fails either way when no model was called", async () => {
    await using empty = createTestTelemetry();
    for (const assertion of [expectTelemetry(empty).toCostLessThan, expectTelemetry(empty).not.toCostLessThan])
      expect(failure(() => assertion(1))).toContain("no model was called");
  });
});

describe("toHaveUsedTokens()", () => {
  it("holds all bounds", () => {
    asked().toHaveUsedTokens({ atMost: 1_200, atLeast: 1_200, exactly: 1_200 });
    asked().toHaveUsedTokens({ input: 1_000, output: { atMost: 200 }, cacheRead: 400, reasoning: { atLeast: 50 } });
    asked().not.toHaveUsedTokens({ atMost: 1_199 });
    asked().not.toHaveUsedTokens({ input: 1_000, output: 199 });
    expect(failure(() => asked().toHaveUsedTokens({ atMost: 5, cacheRead: 1 }))).toContain(
      "1 calls used 1,200 tokens, 400 cacheRead tokens",
    );
  });

  it("fails either way when a call does not say", () => {
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 1 });
    for (const assertion of [asked().toHaveUsedTokens, asked().not.toHaveUsedTokens])
      expect(failure(() => assertion({ atMost: 9_999 }))).toContain("1 of 2 calls do not say");
  });

  it("leaves out a call that was refused before it used anything", () => {
    for (const refusal of [{ status: 429 }, { code: "ECONNREFUSED" }]) {
      const error = Object.assign(new Error("refused"), refusal);
      telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 1, error });
    }
    asked().toHaveUsedTokens({ exactly: 1_200 });
    asked().toCostLessThan(0.01);
  });

  it.each([
    ["timed out", Object.assign(new Error("timeout"), { name: "APIConnectionTimeoutError" })],
    ["lost its connection", Object.assign(new Error("reset"), { code: "ECONNRESET" })],
    ["waited too long at a gateway", Object.assign(new Error("504"), { status: 504 })],
  ])("fails either way when a call %s, as does the cost", (_, error) => {
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 1, error });
    for (const assertion of [asked().toHaveUsedTokens, asked().not.toHaveUsedTokens])
      expect(failure(() => assertion({ atMost: 9_999 }))).toContain("1 of 2 calls do not say");
    for (const assertion of [asked().toCostLessThan, asked().not.toCostLessThan])
      expect(failure(() => assertion(1))).toMatch(/the cost of 1 is not known.*usage_incomplete/);
  });
});

describe("toHaveNoErrors() and toHaveNoOrphanSpans()", () => {
  it("list what they found", () => {
    expect(failure(() => asked().toHaveNoErrors())).toContain('tool search !RangeError "no such index"');
    asked().not.toHaveNoErrors();
    asked().toHaveNoOrphanSpans();
    telemetry.recordTool({ name: "lost", durationMs: 1 });
    expect(failure(() => asked().toHaveNoOrphanSpans())).toContain("tool lost (it is outside of every session");
    asked().not.toHaveNoOrphanSpans();
  });

  it("name a parent that is still open", async () => {
    await using other = createTestTelemetry();
    const agent = other.startAgent({ name: "open" });
    await agent.run(async () => other.recordTool({ name: "a", durationMs: 1 }));
    const message = failure(() => expectTelemetry(other).toHaveNoOrphanSpans());
    expect(message).toContain("its parent was not recorded");
    expect(message).toContain("still open, so not recorded yet: agent invoke_agent open");
    agent.end();
    expectTelemetry(other).toHaveNoOrphanSpans();
  });

  it("leave alone calls where no scope is used, and parents in other processes", async () => {
    await using other = createTestTelemetry();
    other.recordTool({ name: "alone", durationMs: 1 });
    expectTelemetry(other).toHaveNoOrphanSpans();
    expectTelemetry(other).toHaveNoErrors();
    const headers = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    other.continue(other.extractHeaders(headers), () => other.recordTool({ name: "far", durationMs: 1 }));
    expectTelemetry(other).toHaveNoOrphanSpans();
  });

  it("fail either way when nothing was recorded", async () => {
    await using empty = createTestTelemetry();
    expect(failure(() => expectTelemetry(empty).toHaveNoErrors())).toContain("nothing was recorded");
    expect(failure(() => expectTelemetry(empty).not.toHaveNoOrphanSpans())).toContain("nothing was recorded");
  });
});

describe("toHaveDecided() and toHaveOutcome()", () => {
  it("find what was decided and how it turned out", () => {
    asked().toHaveDecided("route");
    asked().toHaveDecided("route", "fix", { times: 1, confidence: 0.9, options: ["fix", "ask"] });
    asked().not.toHaveDecided("route", "ask");
    asked().not.toHaveDecided("route", "fix", { confidence: (value: number) => value > 0.9 });
    asked().toHaveOutcome("success", { kind: "task", type: "bugfix", taskId: "T-1" });
    asked().not.toHaveOutcome("failed");
    asked().not.toHaveOutcome("success", { kind: "agent" });
    expect(failure(() => asked().toHaveDecided("route", "ask"))).toContain('these were made: ["route: fix"]');
    expect(failure(() => asked().toHaveOutcome("failed"))).toContain("task bugfix: success");
  });

  it("know an outcome that came later", () => {
    telemetry.recordOutcome("T-0", "regressed", { type: "bugfix" });
    asked().toHaveOutcome("regressed", { taskId: "T-0" });
    expect(telemetry.outcome).toMatchObject({ outcome: "regressed" });
  });
});

describe("toMatchTrace()", () => {
  const whole = `
    task bugfix
      agent planner
        llm gpt-5-mini
        tool search
        tool read
        tool search !RangeError
        decision route: fix
      outcome success`;

  it("compares the whole tree as text", () => {
    asked().toMatchTrace(whole);
    asked().not.toMatchTrace(whole.replace("tool read", "tool write"));
    asked().not.toMatchTrace(whole.replace("        tool read\n", ""));
    asked().not.toMatchTrace(`${whole}\n    task bugfix`);
    asked().not.toMatchTrace("task bugfix");
  });

  it("takes * for any text and ... for any pieces of work", () => {
    asked().toMatchTrace("task bugfix\n  ...");
    asked().toMatchTrace("task *\n agent *\n  ...\n  tool search !*\n  ...\n outcome success");
    asked().toMatchTrace("...");
    asked().not.toMatchTrace("task bugfix\n agent planner\n  ...\n  tool write\n  ...\n ...");
  });

  it("compares shapes, with matchers in them", () => {
    asked().toMatchTrace({
      kind: "task",
      children: [{ kind: "agent", agent: expect.stringMatching(/^plan/) }, "outcome success"],
    });
    asked().toMatchTrace([{ kind: "task", outcome: "success" }]);
    asked().not.toMatchTrace({ kind: "task", children: [{ kind: "agent" }] });
    asked().not.toMatchTrace({ kind: "task", attributes: { "agentscribe.task.type": "feature" } });
  });

  it("shows the difference line by line", () => {
    const message = failure(() => asked().toMatchTrace(whole.replace("tool read", "tool write")));
    expect(message).toMatch(/ {2}\s+tool search\n-\s+tool write\n\+\s+tool read\n/);
  });
});

describe("every matcher", () => {
  it("takes a trace and a span as well", () => {
    const [trace] = telemetry.traces;
    const agent = telemetry.spans.find(({ kind }) => kind === "agent");
    if (trace === undefined || agent === undefined) throw new Error("no trace");
    expectTelemetry(trace).toHaveOutcome("success");
    expectTelemetry(agent).toHaveCalledTool("read");
    expectTelemetry(agent).toHaveDecided("route");
    expectTelemetry(agent).toHaveNoOrphanSpans();
    expectTelemetry(agent).not.toHaveOutcome("success");
    expectTelemetry(agent).toMatchTrace("agent planner\n  llm *\n  tool *\n  tool *\n  tool *\n  decision *");
  });

  it.each([
    [undefined],
    [null],
    [{}],
    ["telemetry"],
    [[]],
    [
      new Proxy(
        {},
        {
          has: () => {
            throw new Error("no");
          },
        },
      ),
    ],
  ])("says plainly that %s is no telemetry", (received) => {
    for (const [name, matcher] of Object.entries(matchers))
      expect(() => (matcher as AnyMatcher)(received, "x")).toThrow(
        `${name}() is asked of what createTestTelemetry() gives`,
      );
  });

  it("tells a client that sends from one in memory", async () => {
    const sending: Telemetry = init({ exporters: [], host: "own" });
    expect(() => expectTelemetry(sending as TestTelemetry).toHaveNoErrors()).toThrow("which is no client in memory");
    await sending.shutdown();
  });

  it("refuses arguments that make no sense", () => {
    const wrong: readonly [keyof typeof matchers, ...unknown[]][] = [
      ["toHaveCalledTool"],
      ["toHaveCalledTool", "a", null],
      ["toHaveCalledTool", "a", { times: -1 }],
      ["toHaveCalledTool", "search", { wiht: { q: "bug" } }],
      ["toHaveCalledToolsInOrder", []],
      ["toHaveCalledToolsInOrder", ["search"], { exactly: true }],
      ["toHaveCalledModel", 5],
      ["toHaveCalledModel", "gpt-5-mini", { times: "1" }],
      ["toCostLessThan", "1"],
      ["toCostLessThan", Number.NaN],
      ["toHaveUsedTokens", {}],
      ["toHaveUsedTokens", { atmost: 5 }],
      ["toHaveDecided"],
      ["toHaveDecided", "route", "fix", { times: "1" }],
      ["toHaveOutcome"],
      ["toMatchTrace", ""],
      ["toMatchTrace", 5],
      ["toMatchTrace", { children: "llm" }],
    ];
    for (const [name, ...args] of wrong)
      expect(() => (matchers[name] as AnyMatcher)(telemetry, ...args)).toThrow(TypeError);
  });

  it("prints hostile values without doing what they say", async () => {
    await using hostile = createTestTelemetry();
    const text = "\u001b[2J\u202e\u0000 <script>\ud800";
    hostile.recordTool({ name: text, arguments: { [text]: text, long: "x".repeat(100_000) }, durationMs: 1 });
    const trap = {
      get q(): string {
        throw new Error("read");
      },
    };
    const message = failure(() => expectTelemetry(hostile).toHaveCalledTool("other", { with: trap }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(message).toContain("(a value that cannot be read)");
    expect(message.length).toBeLessThan(5_000);
  });
});
