import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";

interface ScriptedRunner extends Recording {
  readonly server: ScriptedServer;
  readonly client: Vendor;
  readonly runner: Vendor;
}

/** A runner of the SDK whose client asks a server that gives these answers, with the recording of what it does. */
export async function startRunner(
  agents: Vendor,
  openai: Vendor,
  ...answers: readonly Answer[]
): Promise<ScriptedRunner> {
  const recording = await startRecording({ capture: "full" });
  const server = await startScriptedServer(...answers);
  const OpenAI = openai.OpenAI ?? openai.default;
  const client = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 0 });
  const modelProvider = new agents.OpenAIProvider({ openAIClient: client, useResponses: true });
  return { ...recording, server, client, runner: new agents.Runner({ modelProvider }) };
}
