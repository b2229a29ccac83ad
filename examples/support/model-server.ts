import { type ModelServer, startModelServer as startServer } from "agentscribe/testing";
import { DEMO_SCRIPT } from "./model/demo-script.ts";
import { followScript, type Step } from "./model/script.ts";

export type { ModelServer } from "agentscribe/testing";

export interface ModelServerOptions {
  /** @defaultValue the script of a support agent with two tools */
  readonly script?: readonly Step[];
  /** @defaultValue 0, any free port */
  readonly port?: number;
}

/** The scripted model of `agentscribe/testing`, told by steps with conditions what to say. Its `url` is that of OpenAI's API. */
export async function startModelServer({
  script = DEMO_SCRIPT,
  port = 0,
}: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startServer({ port, turns: followScript(script) });
  return Object.defineProperty(server, "url", { value: server.openaiUrl });
}
