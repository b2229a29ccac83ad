import { describe, expect, it } from "vitest";
import { fromContext } from "../../../src/index.ts";
import { wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Vendor } from "../load.ts";
import { serveHttp } from "./connect.ts";
import { makeClient, onElicit } from "./make-server.ts";
import { loadSdk } from "./sdk.ts";

const SERVER = 2;
const CLIENT = 3;

describe("a tool that asks its client for more before it answers (2026-07-28)", () => {
  it("is one call at the client, which holds what is asked of it, and a request each at the server", async () => {
    const { finish } = await startRecording({ capture: "full" });
    const sdk = await loadSdk("newest", "esm");
    const { createMcpHandler, inputRequired } = sdk.modules.server;
    const handler = createMcpHandler(() => {
      const server = new sdk.McpServer({ name: "asker", version: "1.0.0" });
      server.registerTool("deploy", {}, (context: Vendor) => {
        const answer = context.mcpReq.inputResponses?.confirm;
        if (answer !== undefined) return { content: [{ type: "text", text: answer.action }] };
        const requestedSchema = { type: "object", properties: { sure: { type: "boolean" } } };
        return inputRequired({
          inputRequests: { confirm: inputRequired.elicit({ message: "Sure?", requestedSchema }) },
        });
      });
      return wrapMcpServer(server);
    });
    const url = await serveHttp((request) => handler.fetch(request));
    const client = wrapMcpClient(makeClient(sdk, { versionNegotiation: { mode: "auto" } }));
    onElicit(sdk, client, () => {
      fromContext().step({ name: "ask the user" }, () => undefined);
      return { action: "accept", content: { sure: true } };
    });
    await client.connect(new sdk.HttpClientTransport(url));
    const result = await client.callTool({ name: "deploy", arguments: {} });
    expect(result.content).toEqual([{ type: "text", text: "accept" }]);
    await client.close();
    const { spans, span, points, violations } = await finish();
    const calls = spans.filter(({ name }) => name === "tools/call deploy");
    const [sent, ...others] = calls.filter(({ kind }) => kind === CLIENT);
    expect(others).toEqual([]);
    expect(sent?.status.code).toBe(0);
    expect(String(sent?.attributes["gen_ai.tool.call.result"])).toContain("accept");
    const served = calls.filter(({ kind }) => kind === SERVER);
    expect(served.map(({ parentSpanId }) => parentSpanId)).toEqual([sent?.spanId, sent?.spanId]);
    expect(span("step ask the user").parentSpanId).toBe(sent?.spanId);
    expect(points("mcp.client.operation.duration").filter((one) => one.attributes["gen_ai.tool.name"])).toMatchObject([
      { count: 1 },
    ]);
    expect(violations).toEqual([]);
  });
});
