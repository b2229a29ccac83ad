import { DEMO_SCRIPT } from "../../examples/support/model/demo-script.ts";
import { followScript } from "../../examples/support/model/script.ts";
import type { ModelServerOptions } from "../../examples/support/model-server.ts";
import { type ModelServer, startModelServer as startServer } from "../../src/testing/model-server/start.ts";

export type { ModelServer } from "../../src/testing/model-server/start.ts";

/** The scripted model of the examples, from the source in place of the build. */
export async function startModelServer({
  script = DEMO_SCRIPT,
  port = 0,
}: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startServer({ port, turns: followScript(script) });
  return Object.defineProperty(server, "url", { value: server.openaiUrl });
}
