import { describe, expect, it } from "vitest";
import {
  agentKindOf,
  readMessages,
  understandLog,
  understandSpan,
} from "../../../../src/inspector/understand/index.ts";
import { group, log, span } from "./raw.ts";

const ours = group("agentscribe", { "service.name": "triage-bot" });

describe("spans of this package", () => {
  it("are known by their scope", () => {
    expect(agentKindOf(ours)).toBe("agentscribe");
  });

  it.each([
    ["session", { "session.id": "s" }, "session"],
    ["task bugfix", { "agentscribe.task.type": "bugfix" }, "task"],
    ["wait approval", { "agentscribe.wait.for": "approval" }, "wait"],
    ["step parse", { "agentscribe.step.name": "parse" }, "step"],
    ["execute_tool git", { "gen_ai.operation.name": "execute_tool", "process.executable.name": "git" }, "command"],
    ["initialize", { "mcp.method.name": "initialize" }, "mcp"],
  ] as const)("%s: %o is a %s", (name, attributes, kind) => {
    expect(understandSpan(span(name, attributes), ours).kind).toBe(kind);
  });

  it("are a tool where they ask an MCP server for one, and say the operation", () => {
    const request = { "mcp.method.name": "tools/call", "gen_ai.tool.name": "search" };
    const asking = { ...request, "gen_ai.operation.name": "execute_tool" };
    const sent = (attributes: Record<string, string>, otlpKind: number) =>
      understandSpan({ ...span("tools/call search", attributes), otlpKind }, ours);
    expect(sent(asking, 3)).toMatchObject({ kind: "tool", tool: "search" });
    // Inside of a tool, and of who answers.
    expect(sent(request, 3).kind).toBe("mcp");
    expect(sent(asking, 2).kind).toBe("mcp");
  });

  it("carry identity, task, purpose, cost and why there is none", () => {
    const facts = understandSpan(
      span("chat m", {
        "gen_ai.operation.name": "chat",
        "session.id": "s1",
        "user.id": "u1",
        "agentscribe.tenant.id": "t1",
        "agentscribe.turn.id": "turn1",
        "agentscribe.task.id": "T-1",
        "agentscribe.task.type": "bugfix",
        "agentscribe.llm.purpose": "compaction",
        "agentscribe.llm.retries": 2,
        "agentscribe.cost.usd": 0.0125,
        "agentscribe.cost.reason": "tier_unpriced:priority",
      }),
      ours,
    );
    expect(facts).toMatchObject({
      session: "s1",
      user: "u1",
      tenant: "t1",
      taskId: "T-1",
      taskType: "bugfix",
      purpose: "compaction",
      retries: 2,
      costUsd: 0.0125,
      costReason: "tier_unpriced:priority",
    });
  });

  it("that are marked as duplicates are not summed", () => {
    const attributes = { "gen_ai.operation.name": "chat", "agentscribe.duplicate": true };
    expect(understandSpan(span("chat m", attributes), group("other"))).toMatchObject({
      kind: "inference",
      counted: false,
    });
  });
});

describe("events of this package", () => {
  it("say a decision with its type, choice and confidence", () => {
    const { event, work } = understandLog(
      log("agentscribe.decision", {
        "agentscribe.decision.type": "route",
        "agentscribe.decision.choice": "escalate",
        "agentscribe.decision.confidence": 0.72,
        "session.id": "s1",
      }),
      ours,
    );
    expect(event).toMatchObject({
      name: "agentscribe.decision",
      session: "s1",
      decisionType: "route",
      decisionChoice: "escalate",
      confidence: 0.72,
      summary: "route: escalate",
    });
    expect(work).toBeUndefined();
  });

  it("say the decision on a tool, and a task's outcome with its revisions", () => {
    const decided = understandLog(
      log("agentscribe.tool.decision", { "gen_ai.tool.name": "bash", "agentscribe.tool.decision": "reject" }),
      ours,
    );
    expect(decided.event).toMatchObject({ tool: "bash", decisionType: "tool", decisionChoice: "reject" });
    const ended = understandLog(
      log("agentscribe.task.outcome", {
        "agentscribe.task.id": "T-1",
        "agentscribe.task.outcome": "revised",
        "agentscribe.task.revisions": 3,
      }),
      ours,
    );
    expect(ended.event).toMatchObject({ taskId: "T-1", outcome: "revised", value: 3 });
  });

  it("make no rows, since spans tell of the same", () => {
    const details = log("gen_ai.client.inference.operation.details", { "gen_ai.operation.name": "chat" });
    expect(understandLog(details, ours).work).toBeUndefined();
    expect(understandLog(details, group("somebody")).work).toMatchObject({ kind: "inference", source: "event" });
  });
});

describe("messages of this package", () => {
  it("are read from the conventions' attributes", () => {
    const messages = readMessages({
      kind: "inference",
      attributes: [
        ["gen_ai.system_instructions", '[{"type":"text","content":"Be brief."}]'],
        ["gen_ai.input.messages", '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]'],
        [
          "gen_ai.output.messages",
          '[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"search","arguments":{"q":"x"}}]}]',
        ],
      ],
    });
    expect(messages).toEqual({
      system: "Be brief.",
      input: [{ role: "user", name: null, parts: [{ type: "text", text: "Hi" }] }],
      output: [
        {
          role: "assistant",
          name: null,
          parts: [{ type: "tool_call", id: "c1", name: "search", arguments: { q: "x" } }],
        },
      ],
      toolArguments: null,
      toolResult: null,
      withheld: [],
    });
  });

  it("that were not captured are said with their sizes", () => {
    const messages = readMessages({
      kind: "inference",
      attributes: [
        ["agentscribe.input.size", 180],
        ["agentscribe.output.size", 20],
      ],
    });
    expect(messages.withheld).toEqual([
      { what: "prompts", characters: 180 },
      { what: "responses", characters: 20 },
    ]);
  });
});
