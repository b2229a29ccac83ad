import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { instrumentOpenAIAgents, unwrap } from "../../../src/instrumentation/openai-agents/index.ts";
import { loadVendor, vendorVersion } from "../../vendors/load.ts";
import { chatCells } from "./chat-cells.ts";
import type { Ask, Framework, FrameworkColumn } from "./framework.ts";

const openaiAgents = (useResponses: boolean): Framework => ({
  name: `@openai/agents ${vendorVersion("newest", "@openai/agents")}, ${useResponses ? "responses" : "chat completions"}`,
  async prepare(url, observers) {
    const agents = await loadVendor("newest", "@openai/agents");
    const { default: OpenAI } = await loadVendor("newest", "openai");
    const { z } = await loadVendor("newest", "zod");
    agents.setTraceProcessors([]);
    agents.setTracingDisabled(false);
    if (observers !== "none") instrumentOpenAIAgents(agents);
    const client = new OpenAI({ apiKey: "none", baseURL: `${url}/v1` });
    const undos: (() => void)[] = [];
    if (observers === "all") {
      wrapOpenAI(client);
      undos.push(instrumentFetch());
    }
    const modelProvider = new agents.OpenAIProvider({ openAIClient: client, useResponses });
    const runner = new agents.Runner({ modelProvider });
    const agentFor = ({ zero, look }: Ask): unknown =>
      new agents.Agent({
        name: "finder",
        model: "gpt-4o",
        modelSettings: zero === true ? { temperature: 0 } : {},
        tools:
          look === undefined
            ? []
            : [
                agents.tool({
                  name: "look",
                  description: "looks",
                  parameters: z.object({ q: z.string() }),
                  execute: ({ q }: { q: string }) => look(q),
                }),
              ],
      });
    return {
      run: async (ask) => (await runner.run(agentFor(ask), ask.prompt ?? "hello", { signal: ask.signal })).finalOutput,
      async *stream(ask) {
        const options = { stream: true, signal: ask.signal };
        const result = await runner.run(agentFor(ask), ask.prompt ?? "hello", options);
        for await (const { type, data } of result) {
          if (type === "raw_model_stream_event" && data.type === "output_text_delta") yield data.delta as string;
        }
        await result.completed;
      },
      undo() {
        unwrap(agents);
        unwrap(client);
        for (const undo of undos) undo();
      },
    };
  },
});

export const OPENAI_AGENTS_COLUMNS: readonly FrameworkColumn[] = [true, false].map((useResponses) => {
  const framework = openaiAgents(useResponses);
  return { name: framework.name, cells: chatCells(framework) };
});
