import { instrumentAiSdk, unwrap, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { loadVendor, type Vendor, type VendorSet, vendorVersion } from "../../vendors/load.ts";
import { chatCells } from "./chat-cells.ts";
import type { Ask, Framework, FrameworkColumn } from "./framework.ts";

/** The functions of the AI SDK, with a model of OpenAI's chat API. */
function aiSdk(set: VendorSet): Framework {
  return {
    name: `ai ${vendorVersion(set, "ai")}`,
    async prepare(url, observers) {
      const bare = await loadVendor(set, "ai");
      const { createOpenAI } = await loadVendor(set, "@ai-sdk/openai");
      const { z } = await loadVendor(set, "zod");
      const openai = createOpenAI({ apiKey: "none", baseURL: `${url}/v1` });
      const model = openai.chat("gpt-4o");
      const embedder = (openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small");
      let ai = observers === "none" ? bare : wrapAiSdk(bare);
      const undos: (() => void)[] = [];
      if (observers !== "none" && set === "newest") undos.push(instrumentAiSdk());
      if (observers === "all") {
        wrapModel(model);
        undos.push(instrumentFetch());
      }
      const optionsOf = ({ prompt = "hello", signal, zero, look }: Ask): object => ({
        model,
        prompt,
        abortSignal: signal,
        ...settingsOf(zero, look),
      });
      const settingsOf = (zero?: boolean, look?: Ask["look"]): object => ({
        stopWhen: (bare.stepCountIs ?? bare.isStepCount)(4),
        ...(zero && { temperature: 0 }),
        ...(look !== undefined && { tools: { look: toolOf(bare, z, look) } }),
      });
      return {
        run: async (ask) => (await ai.generateText(optionsOf(ask))).text,
        async *stream(ask) {
          const { fullStream } = ai.streamText({ ...optionsOf(ask), onError: () => undefined });
          for await (const part of fullStream) {
            if (part.type === "text-delta") yield part.text as string;
            if (part.type === "error") throw part.error;
          }
        },
        object: async () =>
          (await ai.generateObject({ model, schema: z.object({ ok: z.boolean() }), prompt: "?" })).object,
        embed: async () => (await ai.embed({ model: embedder, value: "a" })).embedding,
        async agent({ look, prompt = "hello" }) {
          const Agent = ai.ToolLoopAgent ?? ai.Experimental_Agent;
          return (await new Agent({ model, ...settingsOf(false, look) }).generate({ prompt })).text;
        },
        undo() {
          ai = bare;
          unwrap(model);
          unwrap(embedder);
          for (const undo of undos) undo();
        },
      };
    },
  };
}

function toolOf(ai: Vendor, z: Vendor, look: (q: string) => unknown): unknown {
  return ai.tool({
    description: "looks",
    inputSchema: z.object({ q: z.string() }),
    execute: ({ q }: { q: string }) => look(q),
  });
}

export const AI_SDK_COLUMNS: readonly FrameworkColumn[] = (["newest", "previous", "older"] as const).map((set) => {
  const framework = aiSdk(set);
  return { name: framework.name, cells: chatCells(framework, ["object", "embed", "agent"]) };
});
