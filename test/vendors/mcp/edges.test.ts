import { describe, expect, it, onTestFinished, vi } from "vitest";
import { withClient } from "../../../src/index.ts";
import { unwrap, wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { connectInMemory } from "./connect.ts";
import { makeClient, makeServer, onElicit, slowIsRunning } from "./make-server.ts";
import { loadSdk, MAJORS } from "./sdk.ts";

const SERVER = 2;
const CLIENT = 3;

describe.each(MAJORS)("edges of SDK %s", (_name, set) => {
  it("a server of low level and a tool of a million characters are recorded as any other", async () => {
    const { finish } = await startRecording({ capture: "full" });
    const sdk = await loadSdk(set, "esm");
    const server = new sdk.Server({ name: "low", version: "1" }, { capabilities: { tools: {} } });
    const handle = (request: Vendor): object => ({
      content: [{ type: "text", text: `${request.params.arguments.text.length}` }],
    });
    const schema = sdk.z.object({ method: sdk.z.literal("tools/call"), params: sdk.z.any() });
    server.setRequestHandler(set === "newest" ? "tools/call" : schema, handle);
    expect(wrapMcpServer(server)).toBe(server);
    const client = wrapMcpClient(makeClient(sdk));
    const transports = sdk.InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(transports[1]), client.connect(transports[0])]);
    const result = await client.callTool({ name: "count", arguments: { text: "x".repeat(1_000_000) } });
    expect(result.content[0].text).toBe("1000000");
    await client.close();
    const { spans, violations } = await finish();
    const calls = spans.filter(({ name }) => name === "tools/call count");
    expect(calls.map(({ kind }) => kind).sort()).toEqual([SERVER, CLIENT]);
    expect(violations).toEqual([]);
  });

  it("a connection is told of where the application has a Promise of its own", async () => {
    const { finish } = await startRecording();
    vi.stubGlobal("Promise", class extends Promise<unknown> {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const { client } = await connectInMemory(set);
    await client.ping();
    const { eventsNamed } = await finish();
    const status = "agentscribe.mcp.connection.status";
    expect(eventsNamed("agentscribe.mcp.connection")[0]?.attributes).toMatchObject({ [status]: "connected" });
  });

  it("a request whose id comes again leaves no span open", async () => {
    const { finish } = await startRecording();
    const { client, server, transports } = await connectInMemory(set);
    const call = { jsonrpc: "2.0", id: 77, method: "tools/call", params: { name: "slow", arguments: {} } };
    transports[1].onmessage(call);
    await slowIsRunning(server);
    transports[1].onmessage({ ...call, params: { name: "bad", arguments: {} } });
    await client.ping();
    await client.ping();
    const { spans } = await finish();
    const served = spans.filter(({ name }) => name.startsWith("tools/call"));
    expect(served.map(({ name, attributes }) => [name, attributes["agentscribe.unfinished"]]).sort()).toEqual([
      ["tools/call bad", undefined],
      ["tools/call slow", undefined],
    ]);
  });

  it("a transport that cannot be watched is served as ever, and costs only the record", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const [server, client] = [wrapMcpServer(makeServer(sdk)), wrapMcpClient(makeClient(sdk))];
    const [one, other] = sdk.InMemoryTransport.createLinkedPair();
    Object.defineProperty(other, "send", { value: other.send.bind(other), writable: false, configurable: false });
    await Promise.all([server.connect(other), client.connect(one)]);
    expect((await client.callTool({ name: "echo", arguments: { text: "x" } })).content).toHaveLength(1);
    await client.close();
    const { spans } = await finish();
    expect(spans.filter(({ name }) => name === "tools/call echo").map(({ kind }) => kind)).toEqual([CLIENT]);
  });

  it("a client of an older copy of this package, which knows no MCP, leaves everything as it is", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const older = { ...telemetry, mcpRequest: undefined, startMcpServe: undefined, recordMcpSession: undefined };
    const result = await withClient(older as never, () => client.callTool({ name: "echo", arguments: { text: "x" } }));
    expect(result.content).toHaveLength(1);
    expect((await finish()).spans.filter(({ name }) => name === "tools/call echo")).toEqual([]);
  });

  it("unwrap() while a request is open records it to its end", async () => {
    const { finish } = await startRecording();
    const { sdk, client, server } = await connectInMemory(set);
    onElicit(sdk, client, () => {
      unwrap(server);
      unwrap(client);
      return { action: "decline" };
    });
    expect((await client.callTool({ name: "ask", arguments: {} })).content[0].text).toBe("decline");
    await client.ping();
    const { spans } = await finish();
    const calls = spans.filter(({ name }) => name === "tools/call ask");
    expect(calls.map(({ kind, attributes }) => [kind, attributes["agentscribe.unfinished"]]).sort()).toEqual([
      [SERVER, undefined],
      [CLIENT, undefined],
    ]);
    expect(spans.filter(({ name }) => name === "ping")).toEqual([]);
  });

  it("unwrap() lets go of the transport when nothing is open", async () => {
    await startRecording();
    const { client, server, transports } = await connectInMemory(set);
    await client.ping();
    expect(Object.hasOwn(transports[1], "send")).toBe(true);
    unwrap(server);
    expect(Object.hasOwn(transports[1], "send")).toBe(false);
    await client.ping();
  });

  it("the HTTP request, or whatever is active where a message comes in, is linked", async () => {
    const { telemetry, finish } = await startRecording();
    const { client, transports } = await connectInMemory(set);
    const deliver = transports[1].onmessage;
    transports[1].onmessage = (...message: unknown[]) =>
      telemetry.step({ name: "http" }, () => Reflect.apply(deliver, transports[1], message));
    await client.ping();
    const { spans, span } = await finish();
    const [served] = spans.filter(({ name, kind }) => name === "ping" && kind === SERVER);
    expect(served?.links).toMatchObject([{ spanId: span("step http").spanId }]);
  });

  it("many requests at once have a span each, of its own answer", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const names = ["echo", "bad", "boom"];
    await telemetry.agent({ name: "a" }, () =>
      Promise.all(
        Array.from({ length: 60 }, (_, at) => client.callTool({ name: names[at % 3], arguments: { text: "x" } })),
      ),
    );
    const { spans, points } = await finish();
    const counted = Map.groupBy(
      spans.filter(({ name }) => name.startsWith("tools/call")),
      ({ name, kind, attributes }) => `${name} ${kind} ${attributes["error.type"]}`,
    );
    expect(Object.fromEntries([...counted].map(([key, all]) => [key, all.length]))).toEqual({
      [`tools/call echo ${CLIENT} undefined`]: 20,
      [`tools/call echo ${SERVER} undefined`]: 20,
      [`tools/call bad ${CLIENT} tool_error`]: 20,
      [`tools/call bad ${SERVER} tool_error`]: 20,
      [`tools/call boom ${CLIENT} tool_error`]: 20,
      [`tools/call boom ${SERVER} tool_error`]: 20,
    });
    const measured = points("mcp.client.operation.duration").filter(({ attributes }) => attributes["gen_ai.tool.name"]);
    expect(measured.map(({ count }) => count)).toEqual([20, 20, 20]);
  });
});

describe("an answer that SDK 1.x keeps for a task instead of sending it", () => {
  it("ends the request's span all the same", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk("previous", "esm");
    const stores = await loadVendor("previous", "@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js");
    const taskMessageQueue = new stores.InMemoryTaskMessageQueue();
    const options = { capabilities: {}, taskStore: new stores.InMemoryTaskStore(), taskMessageQueue };
    const server = wrapMcpServer(new sdk.Server({ name: "tasks", version: "1" }, options));
    const client = makeClient(sdk);
    const [one, other] = sdk.InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(other), client.connect(one)]);
    const _meta = { "io.modelcontextprotocol/related-task": { taskId: "t-1" } };
    other.onmessage({ jsonrpc: "2.0", id: "late", method: "ping", params: { _meta } });
    await client.ping();
    expect((await taskMessageQueue.dequeue("t-1")).message).toMatchObject({ id: "late", result: {} });
    const { spans } = await finish();
    const [late] = spans.filter(({ attributes }) => attributes["jsonrpc.request.id"] === "late");
    expect(late).toMatchObject({ name: "ping", kind: SERVER });
    expect(late?.attributes["agentscribe.unfinished"]).toBeUndefined();
    await client.close();
  });
});
