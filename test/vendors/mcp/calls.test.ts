import { describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";
import { connectInMemory } from "./connect.ts";
import { MAJORS, SDKS } from "./sdk.ts";

const SERVER = 2;
const CLIENT = 3;

/** The two spans of one message. */
function pair({ spans }: Recorded, name: string): readonly [client: ReceivedSpan, server: ReceivedSpan] {
  const found = spans.filter((span) => span.name === name);
  const [client] = found.filter(({ kind }) => kind === CLIENT);
  const [server] = found.filter(({ kind }) => kind === SERVER);
  if (client === undefined || server === undefined || found.length !== 2) {
    throw new Error(`expected a client and a server span ${name} in: ${spans.map((one) => one.name).join(", ")}`);
  }
  return [client, server];
}

describe.each(SDKS)("a wrapped client and server of SDK %s", (_name, set, loading) => {
  it("record the call of a tool on both ends of one trace, with what the tool does inside", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const { client } = await connectInMemory(set, loading);
    const given = { name: "echo", arguments: { text: "hi" } };
    const result = await telemetry.agent({ name: "a" }, () => client.callTool(given));
    expect(result.content).toEqual([{ type: "text", text: "hi" }]);
    expect(given).toEqual({ name: "echo", arguments: { text: "hi" } });
    const recorded = await finish();
    const [sent, served] = pair(recorded, "tools/call echo");
    const { span, points, violations } = recorded;
    expect(sent.parentSpanId).toBe(span("invoke_agent a").spanId);
    expect(served).toMatchObject({ traceId: sent.traceId, parentSpanId: sent.spanId });
    expect(span("step work")).toMatchObject({ traceId: sent.traceId, parentSpanId: served.spanId });
    for (const one of [sent, served]) {
      expect(one.status.code).toBe(0);
      expect(one.attributes).toMatchObject({
        "mcp.method.name": "tools/call",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "echo",
        "gen_ai.tool.call.arguments": '{"text":"hi"}',
        "gen_ai.tool.call.result": '{"content":[{"type":"text","text":"hi"}]}',
      });
      expect(one.attributes["mcp.protocol.version"]).toMatch(/^2025-/);
      expect(one.attributes["mcp.session.id"]).toBeUndefined();
    }
    expect(sent.attributes["jsonrpc.request.id"]).toBe(served.attributes["jsonrpc.request.id"]);
    expect(points("mcp.client.operation.duration").length).toBeGreaterThan(0);
    expect(points("mcp.server.operation.duration").length).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  });

  it("record the handshake, lists, prompts, resources and pings", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set, loading);
    await client.listTools();
    await client.getPrompt({ name: "triage" });
    await client.readResource({ uri: "note://one" });
    await client.ping();
    const recorded = await finish();
    for (const name of [
      "initialize",
      "notifications/initialized",
      "tools/list",
      "prompts/get triage",
      "resources/read",
      "ping",
    ]) {
      const [sent, served] = pair(recorded, name);
      expect(served.parentSpanId).toBe(sent.spanId);
      expect([sent.status.code, served.status.code]).toEqual([0, 0]);
    }
    const [sent, served] = pair(recorded, "initialize");
    for (const one of [sent, served]) expect(one.attributes["mcp.protocol.version"]).toMatch(/^2025-/);
    expect(JSON.stringify(recorded.spans)).not.toContain("note://one");
    expect(recorded.violations).toEqual([]);
  });

  it("record what a tool asks of the client, inside the tool", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set, loading);
    const result = await client.callTool({ name: "ask", arguments: {} });
    expect(result.content).toEqual([{ type: "text", text: "accept" }]);
    const recorded = await finish();
    const [, served] = pair(recorded, "tools/call ask");
    const [asked, answered] = pair(recorded, "elicitation/create");
    expect(asked.parentSpanId).toBe(served.spanId);
    expect(answered).toMatchObject({ parentSpanId: asked.spanId, status: { code: 0 } });
    expect(recorded.violations).toEqual([]);
  });

  it("give results and errors as an unwrapped pair does, and leave the objects what they are", async () => {
    await startRecording();
    const wrapped = await connectInMemory(set, loading);
    const bare = await connectInMemory(set, loading, { wrap: false });
    const outcome = async ({ client }: typeof bare, name: string, args?: object): Promise<unknown> =>
      client.callTool({ name, ...(args && { arguments: args }) }).then(
        (value: unknown) => ({ value }),
        (error: Error & { code?: unknown }) => ({
          error: error.message,
          name: error.name,
          code: error.code,
          kind: error.constructor.name,
        }),
      );
    for (const [name, args] of [["echo", { text: "x" }], ["echo", { text: 1 }], ["boom"], ["bad"], ["nope"]] as const) {
      expect(await outcome(wrapped, name, args)).toEqual(await outcome(bare, name, args));
    }
    expect(wrapped.client).toBeInstanceOf(wrapped.sdk.Client);
    expect(wrapped.server).toBeInstanceOf(wrapped.sdk.McpServer);
    expect(Object.keys(wrapped.client)).toEqual(Object.keys(bare.client));
    expect(wrapped.client.getServerVersion()).toEqual(bare.client.getServerVersion());
  });
});

describe.each(MAJORS)("a message of SDK %s", (_name, set) => {
  it("carries the place in the trace, the state of others and ids, and keeps the caller's own _meta", async () => {
    const { telemetry } = await startRecording();
    const { client, transports } = await connectInMemory(set);
    const seen: { method?: string; params?: { _meta?: Record<string, unknown> } }[] = [];
    const { send } = transports[0];
    transports[0].send = (message: never, ...rest: unknown[]) => {
      seen.push(message);
      return send.call(transports[0], message, ...rest);
    };
    const parent = telemetry.extractHeaders({
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: "vendor=1",
    });
    const params = Object.freeze({ name: "echo", arguments: { text: "x" }, _meta: Object.freeze({ own: 1 }) });
    await telemetry.session({ id: "s-1", parent }, () => client.callTool(params));
    expect(seen[0]?.params?._meta).toMatchObject({
      own: 1,
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
      tracestate: "vendor=1",
      baggage: "session.id=s-1,gen_ai.conversation.id=s-1",
    });
  });

  it("is part of the session that its sender names", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await connectInMemory(set);
    await telemetry.session({ id: "s-1" }, () => client.callTool({ name: "echo", arguments: { text: "x" } }));
    const [, served] = pair(await finish(), "tools/call echo");
    expect(served.attributes["session.id"]).toBe("s-1");
  });

  it("that tells of progress or is a log is no span", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const progress: number[] = [];
    const options = { onprogress: (one: { progress: number }) => progress.push(one.progress) };
    const call = { name: "progress", arguments: {} };
    await (set === "newest" ? client.callTool(call, options) : client.callTool(call, undefined, options));
    expect(progress).toEqual([1]);
    const { spans } = await finish();
    expect(spans.filter(({ name }) => /progress$|message$/.test(name)).map(({ name }) => name)).toEqual([
      "tools/call progress",
      "tools/call progress",
    ]);
  });

  it("inside the execute_tool of its tool is told of there, and the server continues that", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const run = (): unknown => client.callTool({ name: "echo", arguments: { text: "x" } });
    await telemetry.tool({ name: "notes__echo", callId: "call_1" }, run);
    const { spans, span, violations } = await finish();
    const tool = span("execute_tool notes__echo");
    expect(tool.attributes).toMatchObject({ "mcp.method.name": "tools/call", "gen_ai.tool.call.id": "call_1" });
    expect(tool.attributes["jsonrpc.request.id"]).toMatch(/^\d+$/);
    const calls = spans.filter(({ name }) => name === "tools/call echo");
    expect(calls).toMatchObject([{ kind: SERVER, parentSpanId: tool.spanId }]);
    expect(violations).toEqual([]);
  });

  it("that nobody has a handler for is a span of its sender only", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    await client.sendRootsListChanged();
    const sent = (await finish()).spans.filter(({ name }) => name === "notifications/roots/list_changed");
    expect(sent).toMatchObject([{ kind: CLIENT, status: { code: 0 } }]);
  });
});
