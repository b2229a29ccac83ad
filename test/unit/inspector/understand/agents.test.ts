import { describe, expect, it } from "vitest";
import {
  agentKindOf,
  understandLog,
  understandPoints,
  understandSpan,
} from "../../../../src/inspector/understand/index.ts";
import { group, log, point, span } from "./raw.ts";

const START = 1_700_000_000_000_000;
const none = (): undefined => undefined;

describe("Claude Code", () => {
  const claude = group("com.anthropic.claude_code.events", { "service.name": "claude-code" });
  const call = {
    "session.id": "s1",
    "user.id": "u1",
    "prompt.id": "p1",
    model: "claude-sonnet-5",
    input_tokens: "20",
    output_tokens: "12",
    cache_read_tokens: "80",
    cache_creation_tokens: "30",
  };

  it("tells of a model call by an event, whose input leaves out the cache", () => {
    const attributes = {
      ...call,
      "event.name": "api_request",
      cost_usd: "0.0125",
      duration_ms: "250",
      query_source: "main",
    };
    const { event, work } = understandLog(log("api_request", attributes), claude);
    expect(event).toMatchObject({ name: "claude_code.api_request", session: "s1", model: "claude-sonnet-5" });
    expect(work).toMatchObject({
      kind: "inference",
      counted: true,
      source: "event",
      name: "chat claude-sonnet-5",
      provider: "anthropic",
      inputTokens: 130,
      outputTokens: 12,
      cacheReadTokens: 80,
      cacheWriteTokens: 30,
      costUsd: 0.0125,
      purpose: "main",
      startUs: START - 250_000,
      durationUs: 250_000,
      failed: false,
    });
  });

  it("tells of a failed one by its status, and never by the text of the error", () => {
    const failed = { ...call, "event.name": "api_error", error: "the prompt was: secret", status_code: "529" };
    const { event, work } = understandLog(log("api_error", failed), claude);
    expect(work).toMatchObject({ failed: true, errorType: "529" });
    expect(JSON.stringify([event, work])).not.toContain("secret");
  });

  it("tells of tools and of what was decided on them", () => {
    const tool = {
      "session.id": "s1",
      tool_name: "Bash",
      success: "false",
      error_type: "ShellError",
      duration_ms: "7",
    };
    expect(understandLog(log("tool_result", tool), claude).work).toMatchObject({
      kind: "tool",
      counted: false,
      tool: "Bash",
      failed: true,
      errorType: "ShellError",
      durationUs: 7_000,
    });
    const decision = { tool_name: "Bash", decision: "reject", source: "user_reject" };
    expect(understandLog(log("tool_decision", decision), claude).event).toMatchObject({
      name: "agentscribe.tool.decision",
      decisionType: "tool",
      decisionChoice: "reject",
      tool: "Bash",
    });
  });

  it("keeps what a person wrote out of the facts", () => {
    const said = { prompt: "secret", prompt_length: "6", response: "secret" };
    const { event } = understandLog(log("user_prompt", said), claude);
    expect(event).toMatchObject({ name: "agentscribe.user_prompt", value: 6 });
    expect(JSON.stringify(event)).not.toContain("secret");
  });

  it("has spans in its beta of traces, with kinds of its own", () => {
    const spans = ["interaction", "llm_request", "tool", "tool.blocked_on_user", "tool.execution"].map((type) =>
      understandSpan(span(`claude_code.${type}`, { ...call, "span.type": type, ttft_ms: 26 }), claude),
    );
    expect(spans.map(({ kind }) => kind)).toEqual(["agent", "inference", "tool", "wait", "step"]);
    expect(spans.map(({ counted }) => counted)).toEqual([false, true, false, false, false]);
    expect(spans[1]).toMatchObject({ inputTokens: 130, firstChunkUs: 26_000 });
    const failed = span("claude_code.tool.execution", {
      "span.type": "tool.execution",
      success: false,
      error: "secret",
    });
    expect(understandSpan(failed, claude).errorType).toBe("_OTHER");
  });

  it("that sends metrics only has a row for each model and interval", () => {
    const of = { "session.id": "s1", model: "claude-sonnet-5", query_source: "main" };
    const points = [
      point("claude_code.token.usage", 40, { ...of, type: "input" }),
      point("claude_code.token.usage", 24, { ...of, type: "output" }),
      point("claude_code.token.usage", 80, { ...of, type: "cacheRead" }),
      point("claude_code.token.usage", 60, { ...of, type: "cacheCreation" }),
      point("claude_code.cost.usage", 0.5, of),
      point("claude_code.token.usage", 3, { ...of, model: "claude-haiku-5", type: "output" }),
      point("claude_code.session.count", 1, of),
    ];
    expect(understandPoints(points, claude, none)).toMatchObject([
      {
        source: "metric",
        session: "s1",
        model: "claude-sonnet-5",
        inputTokens: 180,
        outputTokens: 24,
        cacheReadTokens: 80,
        costUsd: 0.5,
      },
      { model: "claude-haiku-5", outputTokens: 3 },
    ]);
  });
});

describe("Codex CLI", () => {
  const codex = group("codex_otel.log_only", { "service.name": "codex_exec" });
  const shared = { "conversation.id": "c1", model: "gpt-6-codex" };
  // The field has a place in its code, the attribute the name.
  const codexLog = (name: string, attributes: Parameters<typeof log>[1]) =>
    log("event otel/src/events/session_telemetry.rs:1153", { "event.name": name, ...shared, ...attributes });

  it("is known by the beginning of its service's name", () => {
    expect(agentKindOf(codex)).toBe("codex");
  });

  it("tells of a model call by the end of its stream, and only by the record with the tokens", () => {
    const tokens = {
      "event.kind": "response.completed",
      input_token_count: "120",
      output_token_count: "12",
      cached_token_count: 80,
      cache_write_token_count: 0,
      reasoning_token_count: 5,
    };
    expect(understandLog(codexLog("codex.sse_event", tokens), codex).work).toMatchObject({
      kind: "inference",
      counted: true,
      session: "c1",
      model: "gpt-6-codex",
      inputTokens: 120,
      outputTokens: 12,
      cacheReadTokens: 80,
      reasoningTokens: 5,
    });
    const chunk = codexLog("codex.sse_event", { "event.kind": "response.completed", duration_ms: "0" });
    expect(understandLog(chunk, codex).work).toBeUndefined();
  });

  it("tells of a request that failed, and of none that did not", () => {
    const sent = (status: number) =>
      codexLog("codex.api_request", { "http.response.status_code": status, duration_ms: "9" });
    expect(understandLog(sent(200), codex).work).toBeUndefined();
    expect(understandLog(sent(503), codex).work).toMatchObject({ kind: "inference", failed: true, errorType: "503" });
  });

  it("tells of tools, whose approval is an acceptance as with other agents", () => {
    const result = codexLog("codex.tool_result", { tool_name: "exec_command", success: "true", duration_ms: "87" });
    expect(understandLog(result, codex).work).toMatchObject({ kind: "tool", tool: "exec_command", durationUs: 87_000 });
    const decided = codexLog("codex.tool_decision", {
      tool_name: "exec_command",
      decision: "approved",
      source: "Config",
    });
    expect(understandLog(decided, codex).event).toMatchObject({
      name: "agentscribe.tool.decision",
      decisionChoice: "accept",
    });
  });

  it("has spans of its machinery that are no tools and no model calls", () => {
    const dispatch = { tool_name: "exec_command", "conversation.id": "c1", model: "gpt-6-codex" };
    expect(understandSpan(span("exec_command", dispatch), codex)).toMatchObject({ kind: "step", session: "c1" });
    expect(understandSpan(span("fs.read_file", {}), codex).kind).toBe("other");
  });
});

describe("Gemini CLI", () => {
  const gemini = group("gemini-cli", { "service.name": "gemini-cli" });
  const shared = { "session.id": "s1", "installation.id": "i1", model: "gemini-3-pro", prompt_id: "p1" };

  it("tells of a model call by an event, whose output leaves out the thoughts", () => {
    const answered = {
      ...shared,
      duration_ms: 115,
      input_token_count: 100,
      output_token_count: 7,
      cached_content_token_count: 60,
      thoughts_token_count: 5,
      tool_token_count: 3,
      finish_reasons: ["stop"],
      role: "main",
      status_code: 200,
    };
    expect(understandLog(log("gemini_cli.api_response", answered), gemini).work).toMatchObject({
      kind: "inference",
      counted: true,
      provider: "gcp.gemini",
      inputTokens: 103,
      outputTokens: 12,
      cacheReadTokens: 60,
      reasoningTokens: 5,
      finishReason: "stop",
      purpose: "main",
      user: "i1",
      durationUs: 115_000,
      failed: false,
    });
  });

  it("sums these, and not its spans of the same calls, which lack the cache", () => {
    const call = {
      "gen_ai.operation.name": "llm_call",
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 7,
    };
    expect(understandSpan(span("llm_call", call), gemini)).toMatchObject({ kind: "inference", counted: false });
    const tool = { "gen_ai.operation.name": "tool_call", "gen_ai.tool.name": "run_shell_command" };
    expect(understandSpan(span("tool_call", tool), gemini)).toMatchObject({ kind: "tool", tool: "run_shell_command" });
    const details = log("gen_ai.client.inference.operation.details", { ...shared, "gen_ai.usage.input_tokens": 100 });
    expect(understandLog(details, gemini).work).toBeUndefined();
  });

  it("counts tokens in its own metric, and the same again in that of the conventions", () => {
    const own = (type: string, value: number) =>
      point("gemini_cli.token.usage", value, { ...shared, type }, { cumulative: true });
    const points = [
      own("input", 220),
      own("output", 14),
      own("thought", 10),
      own("cache", 80),
      point("gen_ai.client.token.usage", 220, { ...shared, "gen_ai.token.type": "input" }, { type: "histogram" }),
    ];
    const before = new Map([["input", 100]]);
    const previous = ({ attributes }: { attributes: ReadonlyMap<string, unknown> }) =>
      before.get(String(attributes.get("type")));
    expect(understandPoints(points, gemini, previous)).toMatchObject([
      { inputTokens: 120, outputTokens: 24, cacheReadTokens: 80, reasoningTokens: 10 },
    ]);
  });

  it.each([
    [
      "gemini_cli.model_routing",
      { decision_model: "gemini-3-flash" },
      "agentscribe.routing.decision",
      "gemini-3-flash",
    ],
    ["gemini_cli.tool_call", { function_name: "ls", decision: "auto_accept" }, "agentscribe.tool.decision", "accept"],
    ["gemini_cli.conseca.verdict", { verdict: "deny" }, "agentscribe.policy.verdict", "deny"],
  ])("decides: %s", (name, attributes, common, choice) => {
    expect(understandLog(log(name, { ...shared, ...attributes }), gemini).event).toMatchObject({
      name: common,
      decisionChoice: choice,
    });
  });
});

describe("Copilot and docker-agent", () => {
  it("Copilot's spans are those of the conventions, and its events need no rows", () => {
    const copilot = group("copilot-chat", { "service.name": "copilot-chat" });
    const call = {
      "gen_ai.operation.name": "chat",
      "copilot_chat.debug_name": "agentMode",
      "copilot_chat.time_to_first_token": 450,
    };
    expect(understandSpan(span("chat gpt-6", call), copilot)).toMatchObject({
      kind: "inference",
      counted: true,
      purpose: "agentMode",
      firstChunkUs: 450_000,
    });
    const edit = understandLog(
      log("copilot_chat.edit.feedback", { outcome: "accepted", participant: "agent" }),
      copilot,
    );
    expect(edit.event).toMatchObject({ name: "agentscribe.edit.decision", decisionChoice: "accept", agent: "agent" });
    const details = log("gen_ai.client.inference.operation.details", { "gen_ai.operation.name": "chat" });
    expect(understandLog(details, copilot).work).toBeUndefined();
  });

  it("docker-agent's older spans are known by their names", () => {
    const docker = group("cagent", { "service.name": "cagent" });
    const shared = { agent: "root", "session.id": "s1" };
    const tool = understandSpan(span("runtime.tool.call", { ...shared, "tool.name": "shell" }), docker);
    const handler = understandSpan(span("runtime.tool.handler", { ...shared, "tool.name": "shell" }), docker);
    expect(tool).toMatchObject({ kind: "tool", tool: "shell", agent: "root", session: "s1" });
    expect(handler.kind).toBe("step");
    expect(understandSpan(span("runtime.session", shared), docker).kind).toBe("agent");
  });
});

describe("metrics of anybody", () => {
  const anyone = group("x");
  const tokens = (value: number, more: Parameters<typeof point>[2] = {}) =>
    point("gen_ai.client.token.usage", value, { "gen_ai.token.type": "input", ...more });

  it("make no rows where no session is named, since spans may tell of the same", () => {
    expect(understandPoints([tokens(5)], anyone, none)).toEqual([]);
  });

  it("that fell have begun again from 0, and that stayed add nothing", () => {
    const rows = (value: number) =>
      understandPoints([{ ...tokens(value, { "session.id": "s" }), cumulative: true }], anyone, () => 100).map(
        ({ inputTokens }) => inputTokens,
      );
    expect([rows(130), rows(40), rows(100)]).toEqual([[30], [40], []]);
  });
});
