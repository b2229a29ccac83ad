import { type ModelServer, startModelServer as startServer } from "../../src/testing/model-server/start.ts";
import { DEMO_SCRIPT } from "./model/demo-script.ts";
import { followScript, type Step } from "./model/script.ts";

export type { ModelServer } from "../../src/testing/model-server/start.ts";

export interface ModelServerOptions {
  /** @defaultValue the script of a support agent with two tools */
  readonly script?: readonly Step[];
  /** @defaultValue 0, any free port */
  readonly port?: number;
}

/** The scripted model of `agentscribe/testing`, told by steps with conditions what to say. Its `url` is that of OpenAI's API. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const turns = followScript(options.script ?? DEMO_SCRIPT);
  const server = await startServer({ port: options.port ?? 0, turns });
  return Object.defineProperty(server, "url", { value: server.openaiUrl });
}
