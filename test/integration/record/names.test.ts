import { describe, expect, it } from "vitest";
import { defineEvent } from "../../../src/index.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";

/** Whatever left under the name of it: spans with their names, events, points of metrics. */
function holding(word: string, { spans, events, metrics }: Recorded): readonly string[] {
  return [...spans, ...events, ...metrics].map((one) => JSON.stringify(one)).filter((text) => text.includes(word));
}

describe("names", () => {
  it.each(["hash", "hide"] as const)("lets no name out that is to %s, on any signal", async (otherwise) => {
    const { telemetry, finish } = await startRecording({ names: { otherwise, salt: "s" }, capture: "none" });
    telemetry.workflow({ name: "CANARYworkflow" }, () =>
      telemetry.agent({ name: "CANARYagent" }, () => {
        telemetry.plan({}, () => 1);
        telemetry.tool({ name: "CANARYtool", skill: { name: "CANARYskill" } }, () => 1);
        telemetry.command({ executable: "git", tool: "CANARYtool" }, () => 1);
        telemetry.step({ action: "handoff", name: "CANARYagent", nameKind: "agent" }, () => 1);
        telemetry.mcpRequest({ method: "tools/call", params: { name: "CANARYtool" } }, () => 1);
        telemetry.mcpRequest({ method: "prompts/get", params: { name: "CANARYprompt" } }, () => 1);
        telemetry.recordLlm({ provider: "openai", model: "m", prompt: { name: "CANARYprompt" }, durationMs: 1 });
        telemetry.record("tool.decision", { tool: "CANARYtool", decision: "accept", source: "hook" });
        telemetry.record("tool.output_truncated", { tool: "CANARYtool" });
        telemetry.record("policy.verdict", { policy: "p", verdict: "deny", tool: "CANARYtool" });
        telemetry.record("file.operation", { operation: "read", tool: "CANARYtool" });
        telemetry.record("lines.changed", { added: 1, tool: "CANARYtool" });
        telemetry.record("edit.decision", { decision: "accept", tool: "CANARYtool" });
        telemetry.record("loop.detected", { kind: "identical_calls", count: 3, action: "warn", tool: "CANARYtool" });
        telemetry.record("skill.activated", { skill: "CANARYskill" });
        telemetry.record("subagent.spawned", { agent: "CANARYagent" });
        telemetry.record("subagent.failed", { agent: "CANARYagent", errorType: "e" });
        telemetry.record("handoff", { from: "CANARYagent", to: "CANARYother" });
        telemetry.record("mcp.connection", { server: "CANARYserver", status: "connected" });
        telemetry.record("plugin", { plugin: "CANARYplugin", action: "loaded" });
        telemetry.record("hook", { name: "CANARYhook" });
        telemetry.record("command", { name: "CANARYcommand" });
        telemetry.record("hook", { name: "h", attributes: { "gen_ai.tool.name": "CANARYtool" } });
      }),
    );
    const all = await finish();
    expect(holding("CANARY", all)).toEqual([]);
    expect(all.eventsNamed("agentscribe.hook")).toHaveLength(2);
    expect(JSON.stringify(telemetry.snapshot())).not.toContain("CANARY");
  });

  it("are the same on spans, events and metrics, and stay when allowed", async () => {
    const names = { otherwise: "hash", salt: "s", allow: ["search"] } as const;
    const { telemetry, finish } = await startRecording({ names });
    telemetry.tool({ name: "mine" }, () => 1);
    telemetry.record("tool.decision", { tool: "mine", decision: "accept", source: "hook" });
    telemetry.record("file.operation", { operation: "read", tool: "search" });
    const { spans, event, points } = await finish();
    const [tool] = spans;
    const hashed = expect.stringMatching(/^tool_[0-9a-f]{12}$/);
    expect(tool?.attributes["gen_ai.tool.name"]).toEqual(hashed);
    const same = { "gen_ai.tool.name": tool?.attributes["gen_ai.tool.name"] };
    expect(event("agentscribe.tool.decision").attributes).toMatchObject(same);
    expect(points("agentscribe.tool.decisions")).toMatchObject([{ attributes: same }]);
    expect(event("agentscribe.file.operation").attributes).toMatchObject({ "gen_ai.tool.name": "search" });
  });

  it("holds for an event of the application's own that says whose name it is", async () => {
    const { telemetry, finish } = await startRecording({ names: { otherwise: "hide" } });
    const called = defineEvent({
      name: "shop.called",
      description: "A server was called.",
      stability: "stable",
      attributes: {
        servers: {
          attribute: "shop.servers",
          type: "string[]",
          class: "name",
          nameKind: "server",
          description: "Which.",
        },
        why: { attribute: "shop.why", type: "string", class: "name", description: "Why." },
      },
    });
    telemetry.record(called, { servers: ["a", "b"], why: "test" });
    expect((await finish()).event("shop.called").attributes).toMatchObject({
      "shop.servers": ["custom_server", "custom_server"],
      "shop.why": "test",
    });
  });

  it("tells tools that are hidden alike apart where it looks for loops, and says the hidden name of one that loops", async () => {
    const { telemetry, finish } = await startRecording({ names: { otherwise: "hide" }, monitors: { loops: true } });
    telemetry.agent({ name: "a" }, () => {
      for (const name of ["one", "two", "three"]) telemetry.tool({ name, arguments: {} }, () => 1);
      for (let i = 0; i < 3; i += 1) telemetry.tool({ name: "CANARY", arguments: {} }, () => 1);
    });
    const { event } = await finish();
    expect(event("agentscribe.loop.detected").attributes["gen_ai.tool.name"]).toBe("custom_tool");
  });

  it("lose their secrets wherever they come from: a request, an error, the end of a scope", async () => {
    const key = `gh${"p_"}${"aB3".repeat(12)}`;
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const request = { model: key, messages: [], stop: ["END", key], reasoning_effort: key, service_tier: key };
    const asked = { ...request, previous_response_id: key, conversation: key };
    telemetry.llm({ provider: "openai", request: asked }, (call) => {
      call.retry({ error: Object.assign(new Error("m"), { code: key }) });
    });
    telemetry.embeddings({ provider: "openai", request: { model: key, input: "x" } }, () => undefined);
    telemetry.startTool({ name: "search" }).end({ reason: key });
    const named = Object.assign(new Error("m"), { name: key });
    expect(() =>
      telemetry.tool({ name: "search" }, () => {
        throw named;
      }),
    ).toThrow(named);
    const all = await finish();
    expect(holding(key, all)).toEqual([]);
    expect(all.spans.map(({ attributes }) => attributes["gen_ai.request.stop_sequences"])).toContainEqual([
      "END",
      "[REDACTED:github-token]",
    ]);
  });
});
