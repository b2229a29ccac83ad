import { type ModelServer, startModelServer as startServer } from "../../src/testing/model-server/start.ts";
import type { ModelTurn } from "../../src/testing/model-server/turn.ts";
import { DEMO_SCRIPT } from "./model/demo-script.ts";
import { followScript, type Reply, type Step } from "./model/script.ts";

export type { ModelServer } from "../../src/testing/model-server/start.ts";

export interface ModelServerOptions {
  /** @defaultValue the script of a support agent with two tools */
  readonly script?: readonly Step[];
  /** @defaultValue 0, any free port */
  readonly port?: number;
}

/** The scripted model of `agentscribe/testing`, told by steps with conditions what to say. Its `url` is that of OpenAI's API. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const replyTo = followScript(options.script ?? DEMO_SCRIPT);
  const server = await startServer({
    port: options.port ?? 0,
    turns(request) {
      const reply = replyTo(request);
      return reply === undefined ? undefined : toTurn(reply);
    },
  });
  return Object.defineProperty(server, "url", { value: server.openaiUrl });
}

function toTurn(reply: Reply): ModelTurn {
  if ("failure" in reply) return reply.failure === "drop" ? { drop: true } : { hang: true };
  if ("error" in reply) {
    const { retryAfterSeconds: retryAfter, ...error } = reply.error;
    return { error, ...(retryAfter !== undefined && { retryAfter }) };
  }
  const { usage: { cachedTokens, ...usage } = {}, breakAfter, ...answer } = reply;
  const { events, by } = breakAfter ?? {};
  return {
    ...answer,
    usage: { ...usage, ...(cachedTokens !== undefined && { cacheReadTokens: cachedTokens }) },
    ...(events !== undefined && (by === "drop" ? { cutAfter: events } : { hangAfter: events })),
  };
}
