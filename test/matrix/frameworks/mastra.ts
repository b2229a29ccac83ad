import { unwrap, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { mastraBridge } from "../../../src/instrumentation/mastra/index.ts";
import { loadVendor, type Vendor, vendorVersion } from "../../vendors/load.ts";
import { chatCells } from "./chat-cells.ts";
import type { Ask, Framework, FrameworkColumn } from "./framework.ts";

const load = (name: string): Promise<Vendor> => loadVendor("newest", name);

/** The bridge, and the model wrapped: it knows what Mastra does not pass on. */
const mastra: Framework = {
  name: `@mastra/core ${vendorVersion("newest", "@mastra/core")}, bridge and \`wrapModel\``,
  async prepare(url, observers) {
    const { Mastra } = await load("@mastra/core");
    const { Agent } = await load("@mastra/core/agent");
    const { createTool } = await load("@mastra/core/tools");
    const { Observability, TestExporter } = await load("@mastra/observability");
    const { createOpenAI } = await load("@ai-sdk/openai");
    const { z } = await load("zod");
    const model = createOpenAI({ apiKey: "none", baseURL: `${url}/v1` }).chat("gpt-4o");
    if (observers !== "none") wrapModel(model);
    const undos = observers === "all" ? [instrumentFetch()] : [];
    let observed = observers !== "none";
    const agentFor = ({ look, once }: Ask): Vendor => {
      const tools =
        look === undefined
          ? {}
          : {
              look: createTool({
                id: "look",
                description: "looks",
                inputSchema: z.object({ q: z.string() }),
                execute: ({ q }: { q: string }) => look(q),
              }),
            };
      const agent = new Agent({
        id: "finder",
        name: "finder",
        instructions: "be short",
        model,
        tools,
        maxRetries: once === true ? 0 : 1,
      });
      const config = observed ? { bridge: mastraBridge() } : { exporters: [new TestExporter()] };
      const observability = new Observability({ configs: { default: { serviceName: "matrix", ...config } } });
      return new Mastra({ logger: false, agents: { agent }, observability }).getAgent("agent");
    };
    const optionsOf = ({ signal, zero }: Ask): object => ({
      abortSignal: signal,
      ...(zero && { modelSettings: { temperature: 0 } }),
    });
    return {
      run: async (ask) => (await agentFor(ask).generate(ask.prompt ?? "hello", optionsOf(ask))).text,
      async *stream(ask) {
        const { fullStream } = await agentFor(ask).stream(ask.prompt ?? "hello", optionsOf(ask));
        for await (const { type, payload } of fullStream) {
          if (type === "text-delta") yield payload.text as string;
          if (type === "error") throw payload.error;
        }
      },
      undo() {
        observed = false;
        unwrap(model);
        for (const undo of undos) undo();
      },
    };
  },
};

export const MASTRA_COLUMNS: readonly FrameworkColumn[] = [{ name: mastra.name, cells: chatCells(mastra) }];
