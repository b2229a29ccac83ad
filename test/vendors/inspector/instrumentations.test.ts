import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { load } from "../../../bench/peers/installed.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";
import { completion, toolRequest } from "../ai-sdk/provider.ts";
import { INSTRUMENTATIONS } from "./instrumentations.ts";
import { startRecorder } from "./recorder.ts";

interface Instrumentation {
  manuallyInstrument(module: unknown): void;
  setTracerProvider(provider: unknown): void;
}
type Loaded = Readonly<Record<"OpenAIInstrumentation", new (options: object) => Instrumentation>>;
interface Client {
  readonly chat: { readonly completions: { create(request: object): Promise<unknown> } };
}

const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/agentscribe-bench-peers/", import.meta.url));
const isInstalled = INSTRUMENTATIONS.every(({ peer }) => existsSync(`${CACHE}${peer}/installed.txt`));
if (!isInstalled)
  console.warn("SKIPPED: OpenLLMetry and OpenInference in the inspector: `npm run vendors` installs them");

describe.skipIf(!isInstalled).each(INSTRUMENTATIONS)(
  "the spans of $agentKind in the inspector",
  ({ peer, module, agentKind, model, cacheReadTokens }) => {
    it("are model calls with their tokens and messages", async () => {
      const server = await startScriptedServer(toolRequest("count", { of: "sheep" }), completion("Four."));
      const recorder = startRecorder();
      const { OpenAIInstrumentation } = load<Loaded>(peer, module);
      const instrumentation = new OpenAIInstrumentation({ enrichTokens: false });
      instrumentation.setTracerProvider(recorder.provider);
      const { OpenAI } = load<{ OpenAI: new (options: object) => Client }>(peer, "openai");
      instrumentation.manuallyInstrument(OpenAI);
      const client = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1` });
      const messages = [
        { role: "system", content: "Be brief." },
        { role: "user", content: "How many sheep?" },
      ];
      await client.chat.completions.create({ model: "gpt-4o", messages });
      await client.chat.completions.create({ model: "gpt-4o", messages });
      const spans = recorder.understood();
      expect(spans.map(({ agentKind: kind }) => kind)).toEqual([agentKind, agentKind]);
      for (const { facts } of spans)
        expect(facts).toMatchObject({
          kind: "inference",
          counted: true,
          provider: "openai",
          model,
          inputTokens: 12,
          outputTokens: 7,
          cacheReadTokens,
        });
      expect(spans[0]?.messages.input.at(-1)).toEqual({
        role: "user",
        name: null,
        parts: [{ type: "text", text: "How many sheep?" }],
      });
      const asked = { type: "tool_call", id: "call_1", name: "count", arguments: { of: "sheep" } };
      expect(spans[0]?.messages.output[0]?.parts).toEqual([asked]);
      expect(spans[1]?.messages.output[0]?.parts).toEqual([{ type: "text", text: "Four." }]);
      expect(spans.map(({ messages: { withheld } }) => withheld)).toEqual([[], []]);
    });
  },
);
