import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";
import { connectHttp, connectInMemory, serveHttp } from "./connect.ts";
import { makeClient, makeServer } from "./make-server.ts";
import { loadSdk, MAJORS } from "./sdk.ts";

const SERVER = 2;
const CLIENT = 3;

const found = ({ spans }: Recorded, name: string, kind: number): Recorded["spans"][number] => {
  const [span, ...others] = spans.filter((one) => one.name === name && one.kind === kind);
  if (span === undefined || others.length > 0) throw new Error(`not one ${name} in ${spans.map((one) => one.name)}`);
  return span;
};

const states = (recorded: Recorded): readonly unknown[] =>
  recorded
    .eventsNamed("agentscribe.mcp.connection")
    .map(({ attributes }) => attributes["agentscribe.mcp.connection.status"]);

describe.each(MAJORS)("over Streamable HTTP with SDK %s", (_name, set) => {
  it("both ends say where messages go, the revision and the session", async () => {
    const { telemetry, finish } = await startRecording();
    const { client, url } = await connectHttp(set);
    await telemetry.agent({ name: "a" }, () => client.callTool({ name: "echo", arguments: { text: "x" } }));
    await client.close();
    const recorded = await finish();
    const sent = found(recorded, "tools/call echo", CLIENT);
    const served = found(recorded, "tools/call echo", SERVER);
    const wire = { "network.transport": "tcp", "network.protocol.name": "http", "mcp.session.id": "session-1" };
    expect(sent.attributes).toMatchObject({ ...wire, "server.address": "127.0.0.1", "server.port": Number(url.port) });
    expect(served.attributes).toMatchObject(wire);
    expect(served.attributes["server.address"]).toBeUndefined();
    expect(served).toMatchObject({ traceId: sent.traceId, parentSpanId: sent.spanId });
    expect(found(recorded, "initialize", CLIENT).attributes["mcp.session.id"]).toBe("session-1");
    expect(found(recorded, "initialize", SERVER).attributes["mcp.session.id"]).toBe("session-1");
    expect(recorded.violations).toEqual([]);
  });

  it("what a tool asks of its client travels back and stays in the trace", async () => {
    const { finish } = await startRecording();
    const { client } = await connectHttp(set);
    await client.callTool({ name: "ask", arguments: {} });
    const recorded = await finish();
    const asked = found(recorded, "elicitation/create", CLIENT);
    expect(asked.parentSpanId).toBe(found(recorded, "tools/call ask", SERVER).spanId);
    expect(found(recorded, "elicitation/create", SERVER).parentSpanId).toBe(asked.spanId);
  });

  it("a server that is not there fails the connection, as an event and as the error of the SDK", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const url = await serveHttp(async () => new Response("<h1>no</h1>", { status: 502 }));
    const outcome = async (client: { connect(transport: unknown): Promise<void> }): Promise<unknown> =>
      client.connect(new sdk.HttpClientTransport(url)).catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await outcome(wrapMcpClient(makeClient(sdk)))).toBe(await outcome(makeClient(sdk)));
    const recorded = await finish();
    expect(states(recorded)).toEqual(["failed"]);
    expect(found(recorded, "initialize", CLIENT).status.code).toBe(2);
    expect(recorded.points("mcp.client.session.duration")).toEqual([]);
  });

  it("a server that asks who one is, is said so", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const url = await serveHttp(async () => new Response(null, { status: 401 }));
    const client = wrapMcpClient(makeClient(sdk));
    await expect(client.connect(new sdk.HttpClientTransport(url))).rejects.toThrow();
    expect(states(await finish())).toEqual(["auth_required"]);
  });
});

describe.each(MAJORS)("over stdio with SDK %s", (_name, set) => {
  it("a server in a process of its own continues the trace", async () => {
    const { telemetry, receiver, collect, finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const client = wrapMcpClient(makeClient(sdk));
    const transport = new sdk.StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(new URL("stdio-server.ts", import.meta.url)), set],
      env: { RECEIVER: receiver.url, PATH: String(process.env.PATH) },
      stderr: "inherit",
    });
    onTestFinished(() => client.close());
    await client.connect(transport);
    await client.listTools();
    await telemetry.session({ id: "s-1" }, () => client.callTool({ name: "echo", arguments: { text: "x" } }));
    await client.close();
    await collect();
    const recorded = await finish();
    const sent = found(recorded, "tools/call echo", CLIENT);
    const served = found(recorded, "tools/call echo", SERVER);
    expect(sent.attributes["network.transport"]).toBe("pipe");
    expect(served.attributes).toMatchObject({ "network.transport": "pipe", "session.id": "s-1" });
    expect(served).toMatchObject({ traceId: sent.traceId, parentSpanId: sent.spanId });
    expect(served.resource["service.name"]).toBe("stdio-server");
    expect(recorded.span("step work").parentSpanId).toBe(served.spanId);
    expect(recorded.violations).toEqual([]);
  });

  it("a server whose client goes says how long their session was, though nobody closes it", async () => {
    const { receiver, collect } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const client = wrapMcpClient(makeClient(sdk));
    const transport = new sdk.StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(new URL("stdio-server.ts", import.meta.url)), set, "left"],
      env: { RECEIVER: receiver.url, PATH: String(process.env.PATH) },
      stderr: "inherit",
    });
    onTestFinished(() => client.close());
    await client.connect(transport);
    await client.callTool({ name: "echo", arguments: { text: "x" } });
    await new Promise((done) => setTimeout(done, 200));
    await client.close();
    await receiver.waitFor(
      ({ metrics }) => metrics().some(({ name }) => name === "mcp.server.session.duration"),
      10_000,
    );
    const { points } = await collect();
    const [session, ...others] = points("mcp.server.session.duration");
    expect(others).toEqual([]);
    expect(session).toMatchObject({ count: 1, attributes: { "network.transport": "pipe" } });
    expect(session?.value).toBeGreaterThan(0.2);
  });

  it("a server that dies fails what is open, and the connection ends by an error", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const client = wrapMcpClient(makeClient(sdk));
    const transport = new sdk.StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(new URL("stdio-server.ts", import.meta.url)), set],
      env: { DO_NOT_TRACK: "1", PATH: String(process.env.PATH) },
    });
    onTestFinished(() => client.close());
    await client.connect(transport);
    const failing = client.callTool({ name: "slow", arguments: {} }).then(
      () => "answered",
      () => "failed",
    );
    await client.ping();
    process.kill(transport.pid as number, "SIGKILL");
    expect(await failing).toBe("failed");
    const recorded = await finish();
    expect(found(recorded, "tools/call slow", CLIENT).attributes["error.type"]).toBe("connection_closed");
    expect(states(recorded)).toEqual(["connected", "disconnected"]);
    const [session] = recorded.points("mcp.client.session.duration");
    expect(session?.attributes).toMatchObject({ "error.type": "connection_closed", "network.transport": "pipe" });
  });
});

describe.each(MAJORS)("a connection with SDK %s", (_name, set) => {
  it("is told of when it begins and ends, with its time and the number of tools", async () => {
    const { finish } = await startRecording();
    const { client, server } = await connectInMemory(set);
    await client.listTools();
    await client.close();
    await server.close();
    const { eventsNamed, points, violations } = await finish();
    const [begun, ended, ...others] = eventsNamed("agentscribe.mcp.connection");
    expect(others).toEqual([]);
    const name = "agentscribe.mcp.connection";
    expect(begun?.attributes).toMatchObject({
      "agentscribe.mcp.server.name": "notes",
      [`${name}.status`]: "connected",
    });
    expect(begun?.attributes[`${name}.duration_ms`]).toBeGreaterThan(0);
    expect(ended?.attributes).toMatchObject({ [`${name}.status`]: "disconnected", "agentscribe.mcp.server.tools": 6 });
    expect(ended?.attributes["error.type"]).toBeUndefined();
    expect(points("mcp.client.session.duration")).toMatchObject([{ count: 1 }]);
    expect(points("mcp.server.session.duration")).toMatchObject([{ count: 1 }]);
    expect(violations).toEqual([]);
  });

  it("that is made again is another, over its own transport", async () => {
    const { finish } = await startRecording();
    const { sdk, client, server } = await connectInMemory(set);
    await client.close();
    await server.close();
    const again = sdk.InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(again[1]), client.connect(again[0])]);
    await client.callTool({ name: "echo", arguments: { text: "x" } });
    await client.close();
    const recorded = await finish();
    expect(states(recorded)).toEqual(["connected", "disconnected", "connected", "disconnected"]);
    expect(found(recorded, "tools/call echo", SERVER).status.code).toBe(0);
    expect(Object.hasOwn(again[1], "send")).toBe(false);
  });
});

describe("the revision 2026-07-28, which has no handshake and no sessions", () => {
  it("is recorded without either, over HTTP with a server for each request", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk("newest", "esm");
    const handler = sdk.modules.server.createMcpHandler(() => wrapMcpServer(makeServer(sdk)));
    const url = await serveHttp((request) => handler.fetch(request));
    const client = wrapMcpClient(makeClient(sdk, { versionNegotiation: { mode: "auto" } }));
    await client.connect(new sdk.HttpClientTransport(url));
    await client.callTool({ name: "echo", arguments: { text: "x" } });
    await client.close();
    const recorded = await finish();
    const sent = found(recorded, "tools/call echo", CLIENT);
    const served = found(recorded, "tools/call echo", SERVER);
    for (const span of [sent, served]) {
      expect(span.attributes).toMatchObject({ "mcp.protocol.version": "2026-07-28", "network.transport": "tcp" });
      expect(span.attributes["mcp.session.id"]).toBeUndefined();
    }
    expect(served).toMatchObject({ parentSpanId: sent.spanId });
    expect(recorded.spans.filter(({ name }) => name === "initialize")).toEqual([]);
    expect(recorded.points("mcp.client.session.duration")).toEqual([]);
    expect(recorded.points("mcp.server.session.duration")).toEqual([]);
    expect(states(recorded)).toEqual(["connected", "disconnected"]);
    expect(recorded.violations).toEqual([]);
  });

  it("is recorded over stdio, by a server that speaks both", async () => {
    const { receiver, collect } = await startRecording();
    const sdk = await loadSdk("newest", "esm");
    const client = wrapMcpClient(makeClient(sdk, { versionNegotiation: { mode: "auto" } }));
    const transport = new sdk.StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(new URL("stdio-server.ts", import.meta.url)), "newest", "modern"],
      env: { RECEIVER: receiver.url, PATH: String(process.env.PATH) },
      stderr: "inherit",
    });
    onTestFinished(() => client.close());
    await client.connect(transport);
    await client.callTool({ name: "echo", arguments: { text: "x" } });
    await client.close();
    const recorded = await collect();
    const sent = found(recorded, "tools/call echo", CLIENT);
    const served = found(recorded, "tools/call echo", SERVER);
    const wire = { "mcp.protocol.version": "2026-07-28", "network.transport": "pipe" };
    expect(sent.attributes).toMatchObject(wire);
    expect(served).toMatchObject({ parentSpanId: sent.spanId, attributes: wire });
    expect(recorded.violations).toEqual([]);
  });
});
