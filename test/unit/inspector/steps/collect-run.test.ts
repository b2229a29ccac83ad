import { describe, expect, it } from "vitest";
import { collectRun } from "../../../../src/inspector/steps/collect-run.ts";
import { call, genAi, handMadeEvent, handMadeRun } from "../../../support/inspector/hand-made-run.ts";
import { said } from "../../../support/inspector/made-up-session.ts";

const read = (...given: Parameters<typeof handMadeRun>) => collectRun(handMadeRun(...given));

describe("collectRun()", () => {
  it("gives the work of a session in the order of time, indented by the agents and tools around it", async () => {
    const { steps } = read([
      { id: "s", kind: "session", millis: 100 },
      { id: "a", kind: "agent", parent: "s", at: 1, name: "invoke_agent lead" },
      { id: "m", kind: "inference", parent: "a", at: 2, name: "chat gpt-6" },
      { id: "h", kind: "other", parent: "m", at: 3, name: "POST" },
      { id: "t", kind: "tool", parent: "a", at: 4, tool: "delegate" },
      { id: "b", kind: "agent", parent: "t", at: 5, name: "invoke_agent helper" },
      { id: "n", kind: "inference", parent: "b", at: 6, name: "chat gpt-6-mini" },
    ]);
    expect(steps.map(({ index, depth, type, name }) => `${index} ${"  ".repeat(depth)}${type} ${name}`)).toEqual([
      "0 agent invoke_agent lead",
      "1   inference chat gpt-6",
      "2   tool delegate",
      "3     agent invoke_agent helper",
      "4       inference chat gpt-6-mini",
    ]);
  });

  it("sums tokens and cost of the calls that count, and leaves other spans of the same request out", async () => {
    const { steps } = read([
      { id: "m", kind: "inference", at: 1, tokens: [100, 10], costUsd: 0.5 },
      { id: "d", kind: "inference", parent: "m", at: 2, tokens: [100, 10], costUsd: 0.5, counted: false },
      { id: "t", kind: "tool", at: 3, tool: "search", error: "Timeout" },
      { id: "n", kind: "inference", at: 4, tokens: [150, 20] },
    ]);
    expect(steps.map(({ spanId }) => spanId)).toEqual(["m", "t", "n"]);
    expect(steps.at(-1)?.running).toEqual({
      inputTokens: 250,
      outputTokens: 30,
      costUsd: 0.5,
      unpricedCalls: 1,
      errors: 1,
      contextTokens: 150,
    });
  });

  it("counts a failure once, whatever holds the work that failed", async () => {
    const { steps } = read([
      { id: "a", kind: "agent", error: "Timeout" },
      { id: "p", kind: "plan", parent: "a", at: 1, error: "Timeout" },
      { id: "s", kind: "step", parent: "p", at: 2, error: "Timeout" },
      { id: "t", kind: "tool", parent: "s", at: 3, tool: "search", error: "Timeout" },
      { id: "e", kind: "embeddings", parent: "a", at: 4, error: "Timeout" },
    ]);
    expect(steps.map(({ type, running }) => [type, running.errors])).toEqual([
      ["agent", 0],
      ["other", 0],
      ["other", 0],
      ["tool", 1],
      ["other", 2],
    ]);
  });

  it("shows instructions when they are new or changed, also where they stand among the messages", async () => {
    const user = genAi("user", "hi");
    const { steps } = read([
      { id: "1", kind: "inference", at: 1, agent: "lead", attributes: call([user], [], "be brief") },
      { id: "2", kind: "inference", at: 2, agent: "lead", attributes: call([genAi("system", "be brief"), user]) },
      { id: "3", kind: "inference", at: 3, agent: "lead", attributes: call([user], [], "be long") },
      { id: "4", kind: "inference", at: 4, agent: "other", attributes: call([user], [], "be long") },
    ]);
    expect(steps.map(({ system }) => system)).toEqual(["be brief", null, "be long", "be long"]);
    expect(steps[1]?.input).toEqual([]);
  });

  it("gives a tool what the model asked for and what it was told, when its own span holds neither", async () => {
    const asked = { type: "tool_call", id: "c1", name: "search", arguments: { q: "x" } };
    const told = { type: "tool_call_response", id: "c1", response: ["hit"] };
    const { steps } = read([
      { id: "1", kind: "inference", at: 1, attributes: call([genAi("user", "hi")], [genAi("assistant", "", asked)]) },
      { id: "t", kind: "tool", at: 2, tool: "search", attributes: { "gen_ai.tool.call.id": "c1" } },
      { id: "2", kind: "inference", at: 3, attributes: call([genAi("tool", "", told)]) },
    ]);
    expect(steps[1]).toMatchObject({ name: "search", arguments: { q: "x" }, result: ["hit"] });
  });

  it("shows what a command wrote, from its own span and as the model was told it", async () => {
    const told = { type: "tool_call_response", id: "c2", response: "2 failed" };
    const { steps } = read([
      {
        ...{ id: "1", kind: "command", at: 1, tool: "shell" },
        attributes: { "process.executable.name": "git", "gen_ai.tool.call.result": '{"value":"clean"}' },
      },
      { id: "2", kind: "command", at: 2, tool: "shell", attributes: { "gen_ai.tool.call.id": "c2" } },
      { id: "3", kind: "inference", at: 3, attributes: call([genAi("tool", "", told)]) },
    ]);
    expect(steps.slice(0, 2)).toMatchObject([
      { type: "command", result: { value: "clean" } },
      { type: "command", result: "2 failed" },
    ]);
  });

  it("shows a protocol's span of a tool only where the tool has none of its own", async () => {
    const { steps } = read([
      { id: "t", kind: "tool", at: 1, tool: "search" },
      { id: "p", kind: "mcp", parent: "t", at: 2, tool: "search" },
      { id: "q", kind: "mcp", at: 3, tool: "fetch", name: "tools/call fetch" },
      { id: "l", kind: "mcp", at: 4, name: "tools/list" },
    ]);
    expect(steps.map(({ type, name }) => `${type} ${name}`)).toEqual(["tool search", "tool fetch"]);
  });

  it("takes decisions from events and from events of spans, each once", async () => {
    const attributes = {
      "agentscribe.decision.type": "route",
      "agentscribe.decision.choice": "escalate",
      "agentscribe.decision.options": ["answer", "escalate"],
      "agentscribe.decision.confidence": 0.7,
    };
    const event = handMadeEvent("agentscribe.decision", 5, attributes);
    const { steps } = read(
      [
        {
          id: "a",
          kind: "agent",
          events: [{ name: "agentscribe.decision", timeUs: event.timeUs, attributes: event.attributes }],
        },
      ],
      [
        {
          ...event,
          traceId: "t1",
          spanId: "a",
          decisionType: "route",
          decisionChoice: "escalate",
          summary: "said more",
        },
        handMadeEvent("agentscribe.session.start", 0),
      ],
    );
    expect(steps.slice(1)).toMatchObject([
      {
        type: "decision",
        name: "route",
        depth: 1,
        summary: "said more",
        decision: { type: "route", choice: "escalate", options: ["answer", "escalate"], confidence: 0.7 },
      },
    ]);
  });

  it("tells of each decision that is made within a millisecond, also where the span tells of them too", async () => {
    const event = handMadeEvent("agentscribe.tool.decision", 5, { "agentscribe.tool.decision": "accept" });
    const accepted = (afterUs: number, summary: string) => ({
      ...{ ...event, timeUs: event.timeUs + afterUs, traceId: "t1", spanId: "a" },
      ...{ decisionType: "tool", decisionChoice: "accept", summary },
    });
    const logs = [accepted(0, "read"), accepted(100, "write"), accepted(200, "bash")];
    const onSpan = logs.slice(0, 2).map(({ name, timeUs, attributes, decisionType, decisionChoice }) => ({
      ...{ name, timeUs, attributes },
      ...{ decisionType, decisionChoice },
    }));
    for (const events of [[], onSpan]) {
      const { steps } = read([{ id: "a", kind: "agent", events }], logs);
      expect(steps.slice(1).map(({ name, summary }) => [name, summary])).toEqual([
        ["tool", "read"],
        ["tool", "write"],
        ["tool", "bash"],
      ]);
    }
  });

  it("tells the outcome of a task once, at its end, whether an event or the span alone says it", async () => {
    const outcome = { "agentscribe.task.outcome": "success" };
    const { steps } = read(
      [
        { id: "a", kind: "task", at: 1, millis: 20, attributes: outcome },
        { id: "b", kind: "task", at: 2, millis: 30, attributes: outcome },
      ],
      [{ ...handMadeEvent("agentscribe.task.outcome", 21, outcome), traceId: "t1", spanId: "a", outcome: "success" }],
    );
    expect(steps.map(({ type, spanId, outcome: said }) => [type, spanId, said])).toEqual([
      ["task", "a", null],
      ["task", "b", null],
      ["outcome", "a", "success"],
      ["outcome", "b", "success"],
    ]);
  });

  it("keeps events that say what happened in the run, with their own attributes as a line", async () => {
    const { steps } = read(
      [],
      [
        handMadeEvent("agentscribe.compaction", 1, {
          "session.id": "s",
          "agentscribe.compaction.trigger": "auto",
          "agentscribe.compaction.tokens_before": 9_000,
        }),
        { ...handMadeEvent("my.event", 2, { color: "blue", "user.id": "u" }), severity: 17 },
        handMadeEvent("gen_ai.user.message", 3),
        handMadeEvent("claude_code.api_request", 4),
        handMadeEvent("codex.turn_ttft", 5),
        handMadeEvent("gen_ai.request.attempt", 5, { attempt: 1 }),
        handMadeEvent("agentscribe.user_prompt", 6, { prompt: "fix it" }),
        handMadeEvent("agentscribe.user_prompt", 7, { prompt: "<REDACTED>", prompt_length: 40 }),
      ],
    );
    expect(steps.map(({ name, summary, failed }) => [name, summary, failed])).toEqual([
      ["compaction", "trigger=auto tokens_before=9000", false],
      ["my.event", "color=blue", true],
      ["user_prompt", null, false],
      ["user_prompt", null, false],
    ]);
    expect(steps[3]).toMatchObject({ input: [], withheld: [{ what: "prompts", characters: 40 }] });
    expect(steps[2]?.input).toEqual([said("user", "fix it")]);
  });

  it("takes the messages of a call from log records where its sender puts them there", async () => {
    const of = (id: string) => ({ traceId: "t1", spanId: id });
    const { steps } = read(
      [
        { id: "1", kind: "inference", at: 1 },
        { id: "2", kind: "inference", at: 2 },
      ],
      [
        { ...handMadeEvent("gen_ai.system.message", 1), ...of("1"), body: { content: "be brief" } },
        { ...handMadeEvent("gen_ai.user.message", 1), ...of("1"), body: { content: "hi" } },
        { ...handMadeEvent("gen_ai.choice", 1), ...of("1"), body: { message: { content: "hello" } } },
        {
          ...handMadeEvent("gen_ai.client.inference.operation.details", 2, call([genAi("user", "again")])),
          ...of("2"),
        },
      ],
    );
    expect(steps).toMatchObject([
      { system: "be brief", input: [said("user", "hi")], output: [said("assistant", "hello")] },
      { input: [said("user", "again")] },
    ]);
  });

  it("shows steps that the agent's author named, and no steps of another agent's machinery", async () => {
    const spans = [
      { id: "s", kind: "step", at: 1, name: "collect" },
      { id: "t", kind: "tool", parent: "s", at: 2, tool: "search" },
    ] as const;
    expect(read(spans).steps.map(({ name, depth }) => [name, depth])).toEqual([
      ["collect", 0],
      ["search", 1],
    ]);
    const other = read(spans, [], { agentKind: "codex" });
    expect([other.truncated, ...other.steps.map(({ name, depth }) => [name, depth])]).toEqual([0, ["search", 0]]);
  });

  it("takes what another agent decided for a decision, by whatever name it tells of it", async () => {
    const { steps } = read(
      [],
      [{ ...handMadeEvent("agentscribe.tool.decision", 1), decisionType: "tool", decisionChoice: "accept" }],
    );
    expect(steps).toMatchObject([{ type: "decision", name: "tool", decision: { choice: "accept", options: [] } }]);
  });

  it("says what was not recorded", async () => {
    const { steps } = read([
      { id: "m", kind: "inference", attributes: { "agentscribe.input.size": 180, "agentscribe.output.size": 20 } },
    ]);
    expect(steps[0]?.withheld).toEqual([
      { what: "prompts", characters: 180 },
      { what: "responses", characters: 20 },
    ]);
  });

  it("stops at its limit of steps or of text and says how much it left out", async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: `m${index}`,
      kind: "inference" as const,
      at: index,
      attributes: call([genAi("user", `question ${index} ${"x".repeat(1_000)}`)]),
    }));
    const events = [handMadeEvent("agentscribe.retry", 3), handMadeEvent("agentscribe.retry", 49)];
    const source = handMadeRun(many, events);
    const few = collectRun(source, { steps: 10 });
    expect([few.steps.length, few.truncated]).toEqual([10, 42]);
    const short = collectRun(source, { characters: 5_000 });
    expect([short.steps.length, short.truncated]).toEqual([5, 47]);
    expect(collectRun(source).truncated).toBe(0);
  });

  it("reads spans whose parents make a circle, or are not there", async () => {
    const { steps } = read([
      { id: "a", kind: "tool", parent: "b", tool: "x" },
      { id: "b", kind: "tool", parent: "a", tool: "y" },
      { id: "c", kind: "tool", parent: "gone", tool: "z" },
    ]);
    expect(steps.map(({ name }) => name).sort()).toEqual(["x", "y", "z"]);
  });
});
