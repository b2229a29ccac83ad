import { afterEach, beforeEach, expect, it } from "vitest";
import { wrapAiSdk } from "../../../src/instrumentation/ai-sdk/index.ts";
import { langchainHandler } from "../../../src/instrumentation/langchain/index.ts";
import {
  createTestTelemetry,
  expectTelemetry,
  type ModelServer,
  startModelServer,
  type TestTelemetry,
} from "../../../src/testing/index.ts";
import { loadVendor } from "../load.ts";

const TOOL = { toolCalls: [{ name: "find_order", arguments: { id: "A-7" } }] };

let telemetry: TestTelemetry;
let model: ModelServer;
beforeEach(async () => {
  telemetry = createTestTelemetry();
  model = await startModelServer({ turns: [TOOL, { text: "It is late." }] });
});
afterEach(() => Promise.all([telemetry.shutdown(), model.close()]));

it("records a run of the AI SDK with its tool, in a client that is nobody's default", async () => {
  const { createOpenAI } = await loadVendor("newest", "@ai-sdk/openai");
  const ai = wrapAiSdk(await loadVendor("newest", "ai"));
  const openai = createOpenAI({ apiKey: "none", baseURL: model.openaiUrl });
  const inputSchema = ai.jsonSchema({ type: "object", properties: { id: { type: "string" } } });
  const find_order = ai.tool({ inputSchema, execute: async () => ({ state: "late" }) });

  const { text } = await telemetry.run(() =>
    ai.generateText({
      model: openai("gpt-5-mini"),
      prompt: "Where is A-7?",
      tools: { find_order },
      stopWhen: ai.isStepCount?.(3) ?? ai.stepCountIs(3),
    }),
  );

  expect(text).toBe("It is late.");
  expectTelemetry(telemetry).toHaveCalledTool("find_order", {
    times: 1,
    with: { id: "A-7" },
    result: { state: "late" },
  });
  expectTelemetry(telemetry).toHaveCalledModel("gpt-5-mini", { times: 2 });
  expectTelemetry(telemetry).toHaveNoOrphanSpans();
});

it("records a chain of LangChain", async () => {
  const { ChatOpenAI } = await loadVendor("newest", "@langchain/openai");
  const { ChatPromptTemplate } = await loadVendor("newest", "@langchain/core/prompts");
  const configuration = { baseURL: model.openaiUrl };
  const chat = new ChatOpenAI({ model: "gpt-5-mini", apiKey: "none", maxRetries: 0, configuration });
  const chain = ChatPromptTemplate.fromTemplate("Where is {id}?").pipe(chat);

  await telemetry.run(() => chain.invoke({ id: "A-7" }, { callbacks: [langchainHandler()], runName: "finder" }));

  expectTelemetry(telemetry).toMatchTrace("workflow finder\n  ...\n  llm gpt-5-mini\n  ...");
  expectTelemetry(telemetry).toHaveCalledModel("gpt-5-mini", { saying: "Where is A-7?" });
});
