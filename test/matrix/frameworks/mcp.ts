import type { Telemetry } from "../../../src/index.ts";
import { unwrap, wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import { type Vendor, type VendorSet, vendorVersion } from "../../vendors/load.ts";
import { makeClient, makeServer, slowIsRunning } from "../../vendors/mcp/make-server.ts";
import { loadSdk } from "../../vendors/mcp/sdk.ts";
import type { Cell } from "../grid.ts";
import { type MatrixSpan, type Played, playTwice, type Seen } from "../stage.ts";
import type { FrameworkColumn, Row } from "./framework.ts";
import { faultsOf, seenBy } from "./play.ts";
import { failed, fine, is, pathOf, toolsOf } from "./spans.ts";

interface Story {
  story(pair: { readonly client: Vendor; readonly server: Vendor }, telemetry: Telemetry): Promise<Seen>;
  judge(played: Played): readonly (string | false)[];
}

const SERVER = 1;
const CLIENT = 2;

const echo = (client: Vendor, text: string): Promise<unknown> =>
  client.callTool({ name: "echo", arguments: { text } }).then(({ content }: Vendor) => content);

/** What the tool did at the server is inside the server's part, that in the client's, and so on up to a span of this name. */
function insideOf(spans: readonly MatrixSpan[], step: MatrixSpan, outermost: string): string | false {
  const names = pathOf(spans, step).map(({ name, kind }) => `${name}:${kind}`);
  const path = names.join(" < ");
  return !path.startsWith(`step work:0 < tools/call echo:${SERVER} < `) || !path.includes(outermost)
    ? `the work of the server is at ${path}`
    : false;
}
const worksOf = (spans: readonly MatrixSpan[]): MatrixSpan[] => spans.filter(({ name }) => name === "step work");
const callsOf = (spans: readonly MatrixSpan[], kind: number): MatrixSpan[] =>
  spans.filter((span) => span.name.startsWith("tools/call") && span.kind === kind);

function storiesOf(set: VendorSet): Partial<Record<Row, Story>> {
  const callSlowly = (client: Vendor, options: object): Promise<unknown> =>
    set === "newest"
      ? client.callTool({ name: "slow", arguments: {} }, options)
      : client.callTool({ name: "slow", arguments: {} }, undefined, options);
  return {
    "a tool: call id, and what it does inside it": {
      story: async ({ client }, telemetry) => ({
        content: await telemetry.tool({ name: "notes__echo", callId: "call_1" }, () => echo(client, "x")),
      }),
      judge: ({ spans }) => [
        ...fine(spans),
        callsOf(spans, CLIENT).length > 0 && "a second span of the same call",
        is(
          toolsOf(spans).find(({ kind }) => kind === 0),
          "gen_ai.tool.call.id",
          "call_1",
        ),
        worksOf(spans).length !== 1 && "the work of the server is not recorded",
        ...worksOf(spans).map((step) => insideOf(spans, step, "execute_tool notes__echo")),
      ],
    },
    "a tool that throws": {
      story: ({ client }) =>
        seenBy(async () => {
          const { isError, content } = await client.callTool({ name: "boom", arguments: {} });
          return { isError, content };
        }),
      judge: ({ spans }) => [failed(callsOf(spans, CLIENT)[0]), failed(callsOf(spans, SERVER)[0])],
    },
    "tools side by side": {
      story: async ({ client }, telemetry) => ({
        contents: await telemetry.agent({ name: "a" }, () => Promise.all(["x", "y"].map((text) => echo(client, text)))),
      }),
      judge: ({ spans }) => [
        ...fine(spans),
        callsOf(spans, CLIENT).length !== 2 && `${callsOf(spans, CLIENT).length} calls at the client`,
        worksOf(spans).length !== 2 && "the work of the server is not recorded",
        ...worksOf(spans).map((step) => insideOf(spans, step, `tools/call echo:${CLIENT} < invoke_agent a`)),
      ],
    },
    "aborted before the answer": {
      story: ({ client, server }) =>
        seenBy(async () => {
          const controller = new AbortController();
          const called = callSlowly(client, { signal: controller.signal });
          called.catch(() => undefined);
          await slowIsRunning(server);
          controller.abort(new Error("enough"));
          return { answer: await called };
        }),
      judge: ({ spans }) => [
        is(callsOf(spans, CLIENT)[0], "error.type", "cancelled"),
        is(callsOf(spans, SERVER)[0], "agentscribe.run.end_reason", "cancelled"),
      ],
    },
    "two runs at once do not mix": {
      story: async ({ client }, telemetry) => ({
        contents: await Promise.all(["x", "y"].map((name) => telemetry.agent({ name }, () => echo(client, name)))),
      }),
      judge: ({ spans }) =>
        ["x", "y"].map((name) => {
          const inside = worksOf(spans).filter((step) => insideOf(spans, step, `invoke_agent ${name}`) === false);
          return inside.length !== 1 && `${inside.length} works inside of ${name}`;
        }),
    },
    "inside a session: its id and totals": {
      story: async ({ client }, telemetry) => ({
        content: await telemetry.session({ id: "s-1" }, () => echo(client, "x")),
      }),
      judge: ({ spans }) => [
        worksOf(spans).length !== 1 && "the work of the server is not recorded",
        ...[...callsOf(spans, CLIENT), ...callsOf(spans, SERVER), ...worksOf(spans)].map((span) =>
          is(span, "session.id", "s-1"),
        ),
        is(
          spans.find(({ name }) => name === "session"),
          "agentscribe.total.tool_calls",
          1,
        ),
      ],
    },
    "`unwrap` restores": {
      async story({ client, server }) {
        unwrap(client);
        unwrap(server);
        return { content: await echo(client, "x") };
      },
      judge: ({ spans }) => [
        callsOf(spans, CLIENT).length + callsOf(spans, SERVER).length > 0 && "recorded after unwrap",
      ],
    },
  };
}

function cellOf(set: VendorSet, { story, judge }: Story): Cell {
  return async (telemetry) => {
    const played = await playTwice(telemetry, [], async (_server, observed) => {
      const sdk = await loadSdk(set, "esm");
      const [client, server] = [makeClient(sdk), makeServer(sdk)];
      if (observed) {
        wrapMcpClient(client);
        wrapMcpServer(server);
      }
      const transports = sdk.InMemoryTransport.createLinkedPair();
      await Promise.all([server.connect(transports[1]), client.connect(transports[0])]);
      try {
        return await story({ client, server }, telemetry);
      } finally {
        await client.close();
        await server.close();
      }
    });
    return faultsOf(played, judge);
  };
}

export const MCP_COLUMNS: readonly FrameworkColumn[] = (
  [
    ["newest", "@modelcontextprotocol/client"],
    ["previous", "@modelcontextprotocol/sdk"],
  ] as const
).map(([set, name]) => ({
  name: `${name} ${vendorVersion(set, name)}`,
  cells: Object.fromEntries(
    Object.entries(storiesOf(set)).map(([row, story]) => [row, cellOf(set, story)]),
  ) as FrameworkColumn["cells"],
}));
