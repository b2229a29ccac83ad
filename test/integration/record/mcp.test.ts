import { describe, expect, it } from "vitest";
import { runToolsTogether } from "../../../src/internal/tools-together.ts";
import { startRecording } from "../../support/recording.ts";

const SERVER = 2;
const CLIENT = 3;
const CALL = { method: "tools/call", params: { name: "search", arguments: { q: "secret" } } } as const;
const WIRE = { transport: "pipe", protocolVersion: "2025-11-25" } as const;

class McpError extends Error {
  override readonly name = "McpError";
  readonly code: number;

  constructor(code: number) {
    super("MCP error");
    this.code = code;
  }
}

describe("mcpRequest()", () => {
  it("is a client span named by the method and the tool, with the attributes of the conventions", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    telemetry.mcpRequest({ ...CALL, ...WIRE, serverAddress: "h", serverPort: 8, requestId: 0 }, (call) => {
      call.connection({ sessionId: "m-1" });
      return { content: [{ type: "text", text: "found" }] };
    });
    const { span, points, violations } = await finish();
    expect(span("tools/call search")).toMatchObject({
      kind: CLIENT,
      status: { code: 0 },
      attributes: {
        "mcp.method.name": "tools/call",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "search",
        "mcp.protocol.version": "2025-11-25",
        "mcp.session.id": "m-1",
        "network.transport": "pipe",
        "jsonrpc.request.id": "0",
        "server.address": "h",
        "server.port": 8,
        "gen_ai.tool.call.arguments": '{"q":"secret"}',
      },
    });
    expect(String(span("tools/call search").attributes["gen_ai.tool.call.result"])).toContain("found");
    const labels = points("mcp.client.operation.duration")[0]?.attributes ?? {};
    expect(labels).toMatchObject({ "gen_ai.tool.name": "search", "network.transport": "pipe", "server.port": 8 });
    expect(Object.keys(labels)).not.toContain("mcp.session.id");
    expect(violations).toEqual([]);
  });

  it("keeps arguments, results and the URI of a resource back, and their sizes", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.mcpRequest(CALL, () => ({ content: [] }));
    telemetry.mcpRequest({ method: "resources/read", params: { uri: "file:///secret" } }, () => undefined);
    const { span } = await finish();
    expect(JSON.stringify([span("tools/call search"), span("resources/read")])).not.toContain("secret");
    expect(span("tools/call search").attributes["agentscribe.tool.input.size"]).toBe(6);
  });

  it("says the URI of a resource where arguments of tools are captured", async () => {
    const { telemetry, finish } = await startRecording({ capture: { toolArguments: true } });
    telemetry.mcpRequest({ method: "resources/read", params: { uri: "file:///notes" } }, () => undefined);
    const { span, violations } = await finish();
    expect(span("resources/read").attributes["mcp.resource.uri"]).toBe("file:///notes");
    expect(violations).toEqual([]);
  });

  it("names a prompt, and no operation", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.mcpRequest({ method: "prompts/get", params: { name: "triage" } }, () => undefined);
    const { span } = await finish();
    expect(span("prompts/get triage").attributes["gen_ai.prompt.name"]).toBe("triage");
    expect(span("prompts/get triage").attributes["gen_ai.operation.name"]).toBeUndefined();
  });

  it.each([
    ["a response with an error", () => undefined, "-32602", "-32602"],
    ["a timeout of the first major", () => new McpError(-32001), "timeout", undefined],
    ["a timeout of the second", () => Object.assign(new Error(), { code: "REQUEST_TIMEOUT" }), "timeout", undefined],
    ["a connection that was closed", () => new McpError(-32000), "connection_closed", undefined],
    ["any other error", () => new RangeError("detail"), "RangeError", undefined],
  ])("fails with %s", async (_what, make, type, status) => {
    const { telemetry, finish } = await startRecording();
    const error = make();
    const run = (): unknown =>
      telemetry.mcpRequest(CALL, (call) => {
        if (error !== undefined) throw error;
        call.response({ error: { code: -32602, message: "a detail" } });
      });
    if (error === undefined) run();
    else expect(run).toThrow(error);
    const { span, violations } = await finish();
    expect(span("tools/call search").status).toEqual({ code: 2, message: "" });
    expect(span("tools/call search").attributes["error.type"]).toBe(type);
    expect(span("tools/call search").attributes["rpc.response.status_code"]).toBe(status);
    expect(violations).toEqual([]);
  });

  it("is cancelled when its signal fired, whatever the error says", async () => {
    const { telemetry, finish } = await startRecording();
    const controller = new AbortController();
    const failing = telemetry.mcpRequest({ ...CALL, signal: controller.signal }, async () => {
      controller.abort();
      throw new McpError(-32001);
    });
    await expect(failing).rejects.toBeInstanceOf(McpError);
    const { span } = await finish();
    expect(span("tools/call search").attributes["error.type"]).toBe("cancelled");
  });

  it("is a tool error when the result says so", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.mcpRequest(CALL, () => ({ isError: true, content: [] }));
    const { span, points } = await finish();
    expect(span("tools/call search").attributes["error.type"]).toBe("tool_error");
    expect(points("mcp.client.operation.duration")[0]?.attributes["error.type"]).toBe("tool_error");
  });

  it("counts as a tool call of the agent around it", async () => {
    const { telemetry, finish } = await startRecording();
    const totals = telemetry.agent({ name: "a" }, (agent) => {
      telemetry.mcpRequest(CALL, () => undefined);
      telemetry.mcpRequest({ method: "tools/list" }, () => undefined);
      return agent.totals();
    });
    expect(totals.toolCalls).toBe(1);
    await finish();
  });

  it.each([
    ["alone", (run: () => number) => run()],
    ["offered as a tool", undefined],
  ])("counts as a tool call of an agent %s, and says so in its span", async (_how, around) => {
    const { telemetry, finish } = await startRecording();
    const inside = around ?? ((run: () => number) => telemetry.tool({ name: "delegate" }, run));
    const calls = inside(() =>
      telemetry.agent({ name: "researcher" }, (agent) => {
        telemetry.mcpRequest(CALL, () => ({ isError: true, content: [] }));
        telemetry.tool({ name: "read" }, () => telemetry.mcpRequest(CALL, () => undefined));
        return agent.totals().toolCalls;
      }),
    );
    expect(calls).toBe(2);
    expect(telemetry.snapshot().tools).toMatchObject({ search: { calls: 1, errors: 1 } });
    const { spans } = await finish();
    const requests = spans.filter(({ name }) => name === "tools/call search");
    expect(requests.map(({ attributes }) => attributes["gen_ai.operation.name"])).toEqual(["execute_tool", undefined]);
  });
});

describe("mcpRequest() inside execute_tool", () => {
  it.each(["search", "mcp__docs__search"])("adds to the span of the tool %s and makes none", async (name) => {
    const { telemetry, finish } = await startRecording();
    const answer = { content: [] };
    const got = await telemetry.tool({ name }, async (tool) => {
      const given = await telemetry.mcpRequest({ ...CALL, ...WIRE }, async (call) => {
        call.connection({ requestId: 3 });
        call.end();
        return answer;
      });
      expect(telemetry.startStep({ name: "inside" }).end()).toBeUndefined();
      tool.result("the tool's own result");
      return given;
    });
    expect(got).toBe(answer);
    const { spans, span, points, violations } = await finish();
    expect(spans.map((one) => one.name).sort()).toEqual([`execute_tool ${name}`, "step inside"]);
    expect(span(`execute_tool ${name}`).attributes).toMatchObject({
      "mcp.method.name": "tools/call",
      "gen_ai.tool.name": name,
      "network.transport": "pipe",
      "jsonrpc.request.id": "3",
    });
    expect(points("mcp.client.operation.duration")).toHaveLength(1);
    expect(violations).toEqual([]);
  });

  it("marks the tool as failed when the result says so, and leaves errors to the tool", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.tool({ name: "search" }, () => telemetry.mcpRequest(CALL, () => ({ isError: true })));
    const error = new McpError(-32001);
    await telemetry.tool({ name: "search", callId: "caught" }, async () => {
      const failing = telemetry.mcpRequest(CALL, () => Promise.reject(error));
      await expect(failing).rejects.toBe(error);
    });
    const { spans, points } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["tool_error", undefined]);
    const types = points("mcp.client.operation.duration").map(({ attributes }) => attributes["error.type"]);
    expect(types.sort()).toEqual(["timeout", "tool_error"]);
  });

  it("makes spans for other tools, for a second call, and for other methods", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.tool({ name: "search" }, () => {
      telemetry.mcpRequest({ method: "tools/call", params: { name: "research" } }, () => undefined);
      telemetry.mcpRequest({ method: "tools/list" }, () => undefined);
      telemetry.mcpRequest(CALL, () => undefined);
      telemetry.mcpRequest(CALL, () => undefined);
    });
    const { spans, points } = await finish();
    const names = ["execute_tool search", "tools/call research", "tools/call search", "tools/list"];
    expect(spans.map(({ name }) => name).sort()).toEqual(names);
    const told = spans.filter(({ attributes }) => attributes["gen_ai.operation.name"] === "execute_tool");
    expect(told.map(({ name }) => name)).toEqual(["execute_tool search"]);
    expect(
      points("mcp.client.operation.duration").map(({ attributes }) => attributes["gen_ai.operation.name"]),
    ).toContain("execute_tool");
  });
});

describe("mcpRequest() among tools that are run in one go", () => {
  it("adds to the first of its name that stands for no call yet, and works inside that one", async () => {
    const { telemetry, finish } = await startRecording();
    const ask = (requestId: number) =>
      telemetry.mcpRequest({ ...CALL, requestId }, () => telemetry.step({ name: `${requestId}` }, () => ({})));
    await telemetry.agent({ name: "a" }, async () => {
      const tools = ["other", "search", "search"].map((name) => telemetry.startTool({ name }));
      await runToolsTogether(tools, async () => {
        // Of what runs inside another scope none of them is the tool.
        telemetry.step({ name: "deeper" }, () => ask(0));
        ask(1);
        await Promise.resolve();
        ask(2);
        ask(3);
      });
      for (const tool of tools) tool.end();
      ask(4);
    });
    const { spans, span } = await finish();
    const parentOf = (name: string) => spans.find(({ spanId }) => spanId === span(name).parentSpanId);
    const parents = [0, 1, 2, 3, 4].map((id) => parentOf(`step ${id}`));
    expect(parents.map((parent) => [parent?.name, parent?.attributes["jsonrpc.request.id"]])).toEqual([
      ["tools/call search", "0"],
      ["execute_tool search", "1"],
      ["execute_tool search", "2"],
      ["tools/call search", "3"],
      ["tools/call search", "4"],
    ]);
    expect(span("invoke_agent a").attributes["agentscribe.total.tool_calls"]).toBe(6);
  });

  it("takes no tool of another client for its own", async () => {
    const [one, another] = [await startRecording(), await startRecording()];
    const tool = one.telemetry.startTool({ name: "search" });
    runToolsTogether([tool, {}], () => another.telemetry.mcpRequest(CALL, () => ({})));
    tool.end();
    expect((await one.finish()).spans.map(({ name }) => name)).toEqual(["execute_tool search"]);
    expect((await another.finish()).spans.map(({ name }) => name)).toEqual(["tools/call search"]);
  });
});

describe("mcpServe()", () => {
  it("continues the sender's trace, and links what is active here", async () => {
    const { telemetry, finish } = await startRecording();
    const params = telemetry.mcpRequest(CALL, () => telemetry.injectMcpMeta(CALL.params));
    telemetry.step({ name: "http" }, () => {
      const parent = telemetry.extractMcpMeta(params);
      telemetry.mcpServe({ ...CALL, params, parent }, () => telemetry.startStep({ name: "work" }).end());
    });
    const { spans, span } = await finish();
    const [client] = spans.filter(({ kind }) => kind === CLIENT);
    const [server] = spans.filter(({ kind }) => kind === SERVER);
    expect(server).toMatchObject({ name: "tools/call search", traceId: client?.traceId, parentSpanId: client?.spanId });
    expect(server?.links).toMatchObject([{ spanId: span("step http").spanId }]);
    expect(span("step work").parentSpanId).toBe(server?.spanId);
  });

  it.each([
    [-32601, undefined],
    [-32602, undefined],
    [-32603, "-32603"],
    [-32050, "-32050"],
  ])("has the code %i of its answer, and fails where that is not the caller's mistake", async (code, type) => {
    const { telemetry, finish } = await startRecording();
    telemetry.mcpServe({ ...CALL, requestId: "a" }, (call) => call.response({ error: { code, message: "m" } }));
    const { span, points, violations } = await finish();
    expect(span("tools/call search").attributes["rpc.response.status_code"]).toBe(String(code));
    expect(span("tools/call search").attributes["error.type"]).toBe(type);
    expect(points("mcp.server.operation.duration")[0]?.attributes["error.type"]).toBe(type);
    expect(violations).toEqual([]);
  });
});

describe("recordMcpSession()", () => {
  it("measures how long a session was open, on either side", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.recordMcpSession({ side: "client", durationMs: 2_500, ...WIRE, errorType: "connection_closed" });
    telemetry.recordMcpSession({ side: "server", durationMs: 10 });
    const { points } = await finish();
    expect(points("mcp.client.session.duration")).toMatchObject([
      { count: 1, value: 2.5, attributes: { "network.transport": "pipe", "error.type": "connection_closed" } },
    ]);
    expect(points("mcp.server.session.duration")).toHaveLength(1);
  });
});
