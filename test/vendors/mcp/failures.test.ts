import { describe, expect, it } from "vitest";
import { unwrap, wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import type { Recorded } from "../../support/recording.ts";
import { startRecording } from "../../support/recording.ts";
import type { Vendor, VendorSet } from "../load.ts";
import { connectInMemory } from "./connect.ts";
import { makeClient, makeServer, slowIsRunning } from "./make-server.ts";
import { loadSdk, MAJORS, SDKS } from "./sdk.ts";

const SERVER = 2;
const CLIENT = 3;

/** `error.type` of the spans of one message, and what JSON-RPC says of it. */
function outcomes({ spans }: Recorded, name: string, kind: number): readonly unknown[] {
  return spans
    .filter((span) => span.name === name && span.kind === kind)
    .map(({ attributes, status }) => [attributes["error.type"], attributes["rpc.response.status_code"], status.code]);
}

/** The call of a tool with options, which the majors take in different places. */
function callWith(set: VendorSet, client: Vendor, name: string, options: object): Promise<unknown> {
  const call = { name, arguments: {} };
  return set === "newest" ? client.callTool(call, options) : client.callTool(call, undefined, options);
}

const caught = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: Error) => error,
  );

describe.each(MAJORS)("with SDK %s", (_name, set) => {
  it.each(["boom", "bad"])("the tool %s that fails is a tool error on both ends", async (name) => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const result = await client.callTool({ name, arguments: {} });
    expect(result.isError).toBe(true);
    const recorded = await finish();
    expect(outcomes(recorded, `tools/call ${name}`, CLIENT)).toEqual([["tool_error", undefined, 2]]);
    expect(outcomes(recorded, `tools/call ${name}`, SERVER)).toEqual([["tool_error", undefined, 2]]);
    expect(JSON.stringify(recorded.spans)).not.toContain("a detail of the failure");
    expect(recorded.violations).toEqual([]);
  });

  it("a method that the server does not have fails at the client, with the code of the answer on both ends", async () => {
    const { finish } = await startRecording();
    const { client, sdk } = await connectInMemory(set);
    const error = await caught(client.request({ method: "x/unknown", params: {} }, sdk.z.object({})));
    expect(error).toMatchObject({ code: -32601 });
    const recorded = await finish();
    expect(outcomes(recorded, "x/unknown", CLIENT)).toEqual([["-32601", "-32601", 2]]);
    expect(outcomes(recorded, "x/unknown", SERVER)).toEqual([[undefined, "-32601", 0]]);
    expect(recorded.violations).toEqual([]);
  });

  it("a prompt that does not exist is the caller's mistake", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    await caught(client.getPrompt({ name: "nope" }));
    const recorded = await finish();
    expect(outcomes(recorded, "prompts/get nope", CLIENT)).toEqual([["-32602", "-32602", 2]]);
    expect(outcomes(recorded, "prompts/get nope", SERVER)).toEqual([[undefined, "-32602", 0]]);
  });

  it("a timeout is one, with no code of any answer, and the server's part was cancelled and did not fail", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    await caught(callWith(set, client, "slow", { timeout: 5 }));
    const recorded = await finish();
    expect(outcomes(recorded, "tools/call slow", CLIENT)).toEqual([["timeout", undefined, 2]]);
    expect(outcomes(recorded, "tools/call slow", SERVER)).toEqual([[undefined, undefined, 0]]);
    const [served] = recorded.spans.filter(({ name, kind }) => name === "tools/call slow" && kind === SERVER);
    expect(served?.attributes["agentscribe.run.end_reason"]).toBe("cancelled");
    expect(recorded.violations).toEqual([]);
  });

  it("an abort of the caller is cancelled", async () => {
    const { finish } = await startRecording();
    const { client, server } = await connectInMemory(set);
    const controller = new AbortController();
    const failing = caught(callWith(set, client, "slow", { signal: controller.signal }));
    await slowIsRunning(server);
    controller.abort(new Error("enough"));
    await failing;
    const recorded = await finish();
    expect(outcomes(recorded, "tools/call slow", CLIENT)).toEqual([["cancelled", undefined, 2]]);
    expect(outcomes(recorded, "tools/call slow", SERVER)).toEqual([[undefined, undefined, 0]]);
  });

  it("a cancellation is inside the request that it is of, and no span when that is over", async () => {
    const { telemetry, finish } = await startRecording();
    const { client, server, transports } = await connectInMemory(set);
    const controller = new AbortController();
    const failing = telemetry.session({ id: "thread-1" }, () =>
      caught(callWith(set, client, "slow", { signal: controller.signal })),
    );
    await slowIsRunning(server);
    controller.abort(new Error("enough"));
    await failing;
    const params = { requestId: 1_000, reason: "too late" };
    await transports[0].send({ jsonrpc: "2.0", method: "notifications/cancelled", params });
    const recorded = await finish();
    const served = recorded.spans.find(({ name, kind }) => name === "tools/call slow" && kind === SERVER);
    const told = recorded.spans.filter(({ name, kind }) => name === "notifications/cancelled" && kind === SERVER);
    expect(told.map(({ parentSpanId }) => parentSpanId)).toEqual([served?.spanId]);
    expect(told[0]?.attributes["session.id"]).toBe("thread-1");
  });

  it("a request that was aborted before it was made is cancelled, and reaches nobody", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    await caught(callWith(set, client, "slow", { signal: AbortSignal.abort() }));
    const recorded = await finish();
    expect(outcomes(recorded, "tools/call slow", CLIENT)).toEqual([["cancelled", undefined, 2]]);
    expect(outcomes(recorded, "tools/call slow", SERVER)).toEqual([]);
  });

  it("a connection that is closed while a request is open fails it, and ends the server's part", async () => {
    const { finish } = await startRecording();
    const { client, server } = await connectInMemory(set);
    const failing = caught(client.callTool({ name: "slow", arguments: {} }));
    await slowIsRunning(server);
    await server.close();
    await failing;
    const recorded = await finish();
    expect(outcomes(recorded, "tools/call slow", CLIENT)).toEqual([["connection_closed", undefined, 2]]);
    expect(outcomes(recorded, "tools/call slow", SERVER)).toEqual([[undefined, undefined, 0]]);
  });

  it("a request before the connection fails as it does unwrapped", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const error = await caught(wrapMcpClient(makeClient(sdk)).ping());
    const bare = await caught(makeClient(sdk).ping());
    expect([error.message, error.constructor]).toEqual([bare.message, bare.constructor]);
    expect(outcomes(await finish(), "ping", CLIENT)).toMatchObject([[expect.any(String), undefined, 2]]);
  });

  it("an answer that is not what was asked for fails the request, and garbage changes nothing", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, "esm");
    const client = wrapMcpClient(makeClient(sdk));
    const problems: Error[] = [];
    client.onerror = (error: Error) => problems.push(error);
    const transport = {
      async start() {},
      async close() {
        (transport as Vendor).onclose?.();
      },
      async send(message: Vendor) {
        const answer = (result: unknown): void =>
          queueMicrotask(() => (transport as Vendor).onmessage({ jsonrpc: "2.0", id: message.id, result }));
        if (message.method === "initialize") {
          const serverInfo = { name: "odd", version: "1" };
          answer({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo });
        } else if (message.method === "tools/list") {
          for (const odd of [null, 7, "text", {}, { jsonrpc: "2.0", id: 99, result: {} }, { id: message.id }]) {
            try {
              (transport as Vendor).onmessage(odd);
            } catch {
              // The SDK's own affair.
            }
          }
          answer({ tools: "none" });
        }
      },
    };
    await client.connect(transport);
    await caught(client.request({ method: "tools/list" }, ...(set === "newest" ? [] : [toolList(sdk)])));
    const recorded = await finish();
    expect(problems.length).toBeGreaterThan(0);
    expect(outcomes(recorded, "tools/list", CLIENT)).toMatchObject([[expect.any(String), undefined, 2]]);
    expect(recorded.violations).toEqual([]);
    await client.close();
  });

  it("a rejection that nobody handles is reported as it is unwrapped", async () => {
    const { finish } = await startRecording();
    const { client } = await connectInMemory(set);
    const reported: unknown[] = [];
    const kept = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    const seen = new Promise<void>((done) =>
      process.once("unhandledRejection", (reason) => {
        reported.push(reason);
        done();
      }),
    );
    void client.getPrompt({ name: "nope" });
    await seen;
    for (const listener of kept) process.on("unhandledRejection", listener);
    expect(reported).toMatchObject([{ code: -32602 }]);
    await finish();
  });
});

function toolList(sdk: Vendor): unknown {
  return sdk.z.object({ tools: sdk.z.array(sdk.z.any()) });
}

describe.each(SDKS)("unwrap() with SDK %s", (_name, set, loading) => {
  it("gives the methods back, and nothing more is recorded", async () => {
    const { finish } = await startRecording();
    const sdk = await loadSdk(set, loading);
    const [client, server] = [makeClient(sdk), makeServer(sdk)];
    const before = [Object.getOwnPropertyNames(client), Object.getOwnPropertyNames(server.server)];
    expect(wrapMcpClient(wrapMcpClient(client))).toBe(client);
    expect(wrapMcpServer(server)).toBe(server);
    expect(Object.getOwnPropertyNames(client)).not.toEqual(before[0]);
    unwrap(client);
    unwrap(server);
    expect([Object.getOwnPropertyNames(client), Object.getOwnPropertyNames(server.server)]).toEqual(before);
    const transports = sdk.InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(transports[1]), client.connect(transports[0])]);
    await client.ping();
    await client.close();
    expect((await finish()).spans).toEqual([]);
  });

  it("is not needed where a process is opted out: nothing is touched", async () => {
    const sdk = await loadSdk(set, loading);
    const kept = process.env.DO_NOT_TRACK;
    process.env.DO_NOT_TRACK = "1";
    try {
      const [client, server] = [makeClient(sdk), makeServer(sdk)];
      const before = [Object.getOwnPropertyNames(client), Object.getOwnPropertyNames(server.server)];
      expect(wrapMcpClient(client)).toBe(client);
      expect(wrapMcpServer(server)).toBe(server);
      expect([Object.getOwnPropertyNames(client), Object.getOwnPropertyNames(server.server)]).toEqual(before);
    } finally {
      if (kept === undefined) delete process.env.DO_NOT_TRACK;
      else process.env.DO_NOT_TRACK = kept;
    }
  });
});
