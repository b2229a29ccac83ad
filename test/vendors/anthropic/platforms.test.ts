import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, raw, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { ASK, MESSAGE, RECORDED_USAGE, STREAM, streamed } from "./support.ts";

/** One message of `application/vnd.amazon.eventstream`. */
function frame(payload: object): Buffer {
  const body = Buffer.from(JSON.stringify(payload));
  const headers = Buffer.concat(
    Object.entries({ ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" }).map(
      ([name, value]) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(value.length);
        return Buffer.concat([
          Buffer.from([name.length]),
          Buffer.from(name),
          Buffer.from([7]),
          length,
          Buffer.from(value),
        ]);
      },
    ),
  );
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(headers.length + body.length + 16, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const start = Buffer.concat([prelude, checksum(prelude), headers, body]);
  return Buffer.concat([start, checksum(start)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

const bedrockStream: Answer = raw(
  STREAM.map((one) => frame({ bytes: Buffer.from(JSON.stringify((one as { data: object }).data)).toString("base64") })),
  { "content-type": "application/vnd.amazon.eventstream", "x-amzn-requestid": "req_b" },
);

interface Platform {
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  readonly messageId: string;
  readonly path: RegExp;
  readonly usd: number;
  readonly stream: Answer;
  make(module: Vendor, server: ScriptedServer): Vendor;
}

/** 100 new tokens, 800 read from the cache, 200 written for five minutes and 20 of output, at dollars a million. */
const TOKENS = 100 * 15 + 800 * 1.5 + 200 * 18.75 + 20 * 75;

const PLATFORMS: readonly Platform[] = [
  {
    name: "@anthropic-ai/bedrock-sdk",
    provider: "aws.bedrock",
    model: "us.anthropic.claude-opus-4-1-20250805-v1:0",
    messageId: "msg_bdrk_1",
    usd: (TOKENS + 100 * 30) / 1e6,
    path: /^\/model\/us\.anthropic\.claude-opus-4-1-20250805-v1.*\/invoke/,
    stream: bedrockStream,
    make: (module, server) =>
      new module.AnthropicBedrock({ awsRegion: "us-east-1", skipAuth: true, baseURL: server.url }),
  },
  {
    name: "@anthropic-ai/vertex-sdk",
    provider: "gcp.vertex_ai",
    model: "claude-opus-4-1@20250805",
    messageId: "msg_vrtx_1",
    // The table has no price of Vertex for what is kept an hour.
    usd: TOKENS / 1e6,
    path: /^\/v1\/projects\/p\/locations\/us-east5\/publishers\/anthropic\/models\/claude-opus-4-1/,
    stream: streamed(),
    make: (module, server) =>
      new module.AnthropicVertex({
        region: "us-east5",
        projectId: "p",
        baseURL: `${server.url}/v1`,
        authClient: { getRequestHeaders: async () => new Headers({ authorization: "Bearer none" }), projectId: "p" },
      }),
  },
];

describe.each(PLATFORMS)(
  "wrapAnthropic() of $name",
  ({ name, provider, model, messageId, path, usd, stream, make }) => {
    async function start(load: (name: string) => Vendor, ...answers: readonly Answer[]) {
      const server = await startScriptedServer(...answers);
      const recording = await startRecording();
      const made = make(await load(name), server);
      const client = wrapAnthropic(made);
      expect(client).toBe(made);
      return { ...recording, server, client };
    }
    const esm = (packageName: string): Vendor => loadVendor("newest", packageName);
    const cjs = (packageName: string): Vendor => requireVendor("newest", packageName);
    const recorded = {
      ...RECORDED_USAGE,
      "gen_ai.provider.name": provider,
      "gen_ai.request.model": model,
      "server.address": "127.0.0.1",
      // Only Anthropic itself states what a search costs; the tokens have their price.
      "agentscribe.cost.status": "partial",
      "agentscribe.cost.usd": usd,
    };

    it.each([
      ["ESM", esm],
      ["CommonJS", cjs],
    ] as const)("records messages and beta messages of the %s build, with cost", async (_build, load) => {
      const { client, server, finish } = await start(load, json({ ...MESSAGE, id: messageId }));
      await client.messages.create({ ...ASK, model });
      await client.beta.messages.create({ ...ASK, model });
      expect(server.requests.map((request) => path.test(request.path))).toEqual([true, true]);
      const { spans, violations } = await finish();
      expect(spans.map((span) => span.attributes)).toMatchObject([recorded, recorded]);
      expect(spans[0]?.attributes["server.port"]).toBe(server.port);
      expect(violations).toEqual([]);
    });

    it("records streams and the helper", async () => {
      const { client, finish } = await start(esm, stream);
      for await (const _ of await client.messages.create({ ...ASK, model, stream: true }));
      expect(await client.messages.stream({ ...ASK, model }).finalText()).toBe("ab");
      const { spans, violations } = await finish();
      expect(spans.map((span) => span.attributes)).toMatchObject([recorded, recorded]);
      expect(violations).toEqual([]);
    });

    it("observes the clients that withOptions() makes, and records errors and retries", async () => {
      const failed = json({ message: "Too many requests" }, 429, { "retry-after-ms": "1" });
      const { client, finish } = await start(esm, failed, json(MESSAGE), json({ message: "no access" }, 403));
      const other = client.withOptions({ maxRetries: 1 });
      await other.messages.create({ ...ASK, model });
      await expect(other.messages.create({ ...ASK, model })).rejects.toMatchObject({ status: 403 });
      const { spans } = await finish();
      expect(spans.map(({ attributes }) => attributes["agentscribe.llm.retries"])).toEqual([1, undefined]);
      expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "403"]);
    });
  },
);
