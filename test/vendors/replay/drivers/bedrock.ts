import type { Exchange } from "../../../unit/providers/recorded/exchanges.ts";
import { loadVendor } from "../../load.ts";
import { type Driver, drain, requestOf } from "../driver.ts";

const CONVERSE = { messages: [{ role: "user", content: [{ text: "hello" }] }] };

/** AWS's client. It does not use `fetch`: its endpoint is the replaying server. */
export function bedrockDriver(exchange: Exchange, serverUrl: string): Driver | undefined {
  if (exchange.provider !== "bedrock" || exchange.endpoint === "rerank") return undefined;
  return {
    client: "@aws-sdk/client-bedrock-runtime",
    async call(one, wrap) {
      const aws = await loadVendor("newest", "@aws-sdk/client-bedrock-runtime");
      const { NodeHttpHandler } = await loadVendor("newest", "@smithy/node-http-handler");
      const client = await wrap(
        "bedrock",
        new aws.BedrockRuntimeClient({
          region: "us-east-1",
          endpoint: serverUrl,
          maxAttempts: 1,
          requestHandler: new NodeHttpHandler(), // HTTP/1.1: what it takes otherwise is HTTP/2.
          credentials: { accessKeyId: "none", secretAccessKey: "none" },
        }),
      );
      try {
        await drainBedrock(await client.send(command(aws, one)));
      } finally {
        client.destroy();
      }
    },
  };
}

function command(aws: Awaited<ReturnType<typeof loadVendor>>, exchange: Exchange): unknown {
  const { model, ...request } = requestOf(exchange);
  const modelId = decodeURIComponent(/\/model\/([^/]+)\//.exec(exchange.url)?.[1] ?? String(model));
  if (!exchange.endpoint.startsWith("invoke")) {
    const input = { ...CONVERSE, modelId };
    return isStream(exchange) ? new aws.ConverseStreamCommand(input) : new aws.ConverseCommand(input);
  }
  const input = { modelId, body: JSON.stringify(request), contentType: "application/json" };
  return isStream(exchange) ? new aws.InvokeModelWithResponseStreamCommand(input) : new aws.InvokeModelCommand(input);
}

const isStream = (exchange: Exchange): boolean => exchange.streaming || exchange.endpoint.endsWith("-stream");

async function drainBedrock(answer: { body?: unknown; stream?: unknown }): Promise<void> {
  await drain(answer.stream);
  if (!(answer.body instanceof Uint8Array)) await drain(answer.body);
}
