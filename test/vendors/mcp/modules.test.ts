import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { recordedBy } from "../../support/recording.ts";
import type { VendorSet } from "../load.ts";
import { type BuiltRegister, buildRegister } from "../register/built.ts";

const FIRST = {
  Client: "@modelcontextprotocol/sdk/client/index.js",
  McpServer: "@modelcontextprotocol/sdk/server/mcp.js",
  InMemoryTransport: "@modelcontextprotocol/sdk/inMemory.js",
};
const SECOND = {
  Client: "@modelcontextprotocol/client",
  McpServer: "@modelcontextprotocol/server",
  InMemoryTransport: "@modelcontextprotocol/client",
};

const TALK = `
  const server = new McpServer({ name: "notes", version: "1" });
  server.registerTool("now", {}, () => ({ content: [{ type: "text", text: "12" }] }));
  const client = new Client({ name: "agent", version: "1" });
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(one), client.connect(other)]);
  const result = await client.callTool({ name: "now", arguments: {} });
  await client.close();
  console.log(result.content[0].text);
`;

const asEsm = (modules: object): string =>
  Object.entries(modules)
    .map(([name, from]) => `import { ${name} } from "${from}";`)
    .join("\n") + TALK;
const asCommonJs = (modules: object): string =>
  `${Object.entries(modules)
    .map(([name, from]) => `const { ${name} } = require("${from}");`)
    .join("\n")}
   void (async () => {${TALK}})();`;

let built: BuiltRegister;
beforeAll(async () => {
  built = await buildRegister();
}, 60_000);
afterAll(() => built.remove());

describe("MCP_MODULES", () => {
  it.each<[string, VendorSet, string, string]>([
    ["2.x as ESM", "newest", "mcp.mjs", asEsm(SECOND)],
    ["2.x as CommonJS", "newest", "mcp.cjs", asCommonJs(SECOND)],
    ["1.x as ESM", "previous", "mcp.mjs", asEsm(FIRST)],
    ["1.x as CommonJS", "previous", "mcp.cjs", asCommonJs(FIRST)],
  ])(
    "records a program of SDK %s that says nothing of it",
    async (_name, set, file, text) => {
      const receiver = await startReceiver();
      onTestFinished(() => receiver.close());
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      const run = await built.run(["--import", built.url, built.program(set, file, text)], env);
      expect(run).toEqual({ status: 0, stdout: "12\n", stderr: "" });
      const { spans, eventsNamed, violations } = await recordedBy(receiver);
      const [server, client] = [2, 3].map((kind) =>
        spans.filter((one) => one.name === "tools/call now" && one.kind === kind),
      );
      expect([client?.length, server?.length]).toEqual([1, 1]);
      expect(server?.[0]?.parentSpanId).toBe(client?.[0]?.spanId);
      expect(eventsNamed("agentscribe.mcp.connection")).toHaveLength(2);
      expect(violations).toEqual([]);
    },
    60_000,
  );
});
