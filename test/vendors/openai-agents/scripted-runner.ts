import { instrumentOpenAIAgents } from "../../../src/instrumentation/openai-agents/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";

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

export interface InstrumentedAgents {
  readonly agents: Vendor;
  /** Makes the schemas of tools. */
  readonly z: Vendor;
  readonly start: (...answers: readonly Answer[]) => ReturnType<typeof startRunner>;
}

/** The newest SDK, instrumented until `unwrap(agents)`, with what its runs need. */
export async function instrumentAgents(): Promise<InstrumentedAgents> {
  const agents = await loadVendor("newest", "@openai/agents");
  const openai = await loadVendor("newest", "openai");
  const { z } = await loadVendor("newest", "zod");
  agents.setTraceProcessors([]);
  agents.setTracingDisabled(false);
  instrumentOpenAIAgents(agents);
  return { agents, z, start: (...answers) => startRunner(agents, openai, ...answers) };
}
