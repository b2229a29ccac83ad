import { afterEach, describe, expect, it } from "vitest";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import {
  createTestTelemetry,
  expectTelemetry,
  type ModelScript,
  type ModelServer,
  startModelServer,
} from "../../../src/testing/index.ts";
import { loadVendor, type Vendor } from "../load.ts";

const TURN = {
  text: "It is on its way.",
  reasoning: "Look it up.",
  toolCalls: [{ name: "find_order", arguments: { id: "A-7", parts: ["a", "b"] } }],
  usage: { inputTokens: 120, cacheReadTokens: 80, outputTokens: 30, reasoningTokens: 10 },
};
const QUESTION = "Where is order A-7?";

let model: ModelServer;
const start = async (turns: ModelScript): Promise<ModelServer> => {
  model = await startModelServer({ turns });
  return model;
};
afterEach(() => model.close());

interface Speaker {
  readonly name: string;
  readonly model: string;
  readonly provider: string;
  /** Asks once with the real client, wrapped; resolves with the text and the tool call's arguments. */
  ask(stream: boolean): Promise<{ readonly text: string; readonly args: unknown }>;
}

const tool = { type: "object", properties: { id: { type: "string" } } };

const speakers: readonly Speaker[] = [
  {
    name: "chat completions",
    model: "gpt-5-mini",
    provider: "openai",
    async ask(stream) {
      const client = await openai();
      const tools = [{ type: "function", function: { name: "find_order", parameters: tool } }];
      const request = { model: this.model, messages: [{ role: "user", content: QUESTION }], tools };
      const { message } = stream
        ? (
            await client.chat.completions
              .stream({ ...request, stream_options: { include_usage: true } })
              .finalChatCompletion()
          ).choices[0]
        : (await client.chat.completions.create(request)).choices[0];
      return { text: message.content, args: JSON.parse(message.tool_calls[0].function.arguments) };
    },
  },
  {
    name: "responses",
    model: "gpt-5-mini",
    provider: "openai",
    async ask(stream) {
      const client = await openai();
      const tools = [{ type: "function", name: "find_order", strict: false, parameters: tool }];
      const request = { model: this.model, input: QUESTION, tools };
      const response = stream
        ? await client.responses.stream(request).finalResponse()
        : await client.responses.create(request);
      const call = response.output.find(({ type }: Vendor) => type === "function_call");
      return { text: response.output_text, args: JSON.parse(call.arguments) };
    },
  },
  {
    name: "messages of Anthropic",
    model: "claude-haiku-4-5",
    provider: "anthropic",
    async ask(stream) {
      const client = await anthropic();
      const tools = [{ name: "find_order", input_schema: tool }];
      const request = { model: this.model, max_tokens: 99, messages: [{ role: "user", content: QUESTION }], tools };
      const message = stream
        ? await client.messages.stream(request).finalMessage()
        : await client.messages.create(request);
      const part = (type: string): Vendor => message.content.find((one: Vendor) => one.type === type);
      return { text: part("text").text, args: part("tool_use").input };
    },
  },
  {
    name: "generateContent of Google",
    model: "gemini-2.5-flash",
    provider: "gcp.gemini",
    async ask(stream) {
      const client = await google();
      const config = { tools: [{ functionDeclarations: [{ name: "find_order", parametersJsonSchema: tool }] }] };
      const request = { model: this.model, contents: QUESTION, config };
      if (!stream) {
        const answer = await client.models.generateContent(request);
        return { text: answer.text, args: answer.functionCalls[0].args };
      }
      let text = "";
      let args: unknown;
      for await (const chunk of await client.models.generateContentStream(request)) {
        text += chunk.text ?? "";
        args = chunk.functionCalls?.[0]?.args ?? args;
      }
      return { text, args };
    },
  },
];

async function openai(): Promise<Vendor> {
  const { default: OpenAI } = await loadVendor("newest", "openai");
  return wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: model.openaiUrl, maxRetries: 1 }));
}

async function anthropic(): Promise<Vendor> {
  const { default: Anthropic } = await loadVendor("newest", "@anthropic-ai/sdk");
  return wrapAnthropic(new Anthropic({ apiKey: "none", baseURL: model.url, maxRetries: 1 }));
}

async function google(): Promise<Vendor> {
  const { GoogleGenAI } = await loadVendor("newest", "@google/genai");
  const httpOptions = { baseUrl: model.url, retryOptions: { attempts: 2 } };
  return wrapGoogleGenAI(new GoogleGenAI({ apiKey: "none", httpOptions }));
}

describe.each(speakers)("startModelServer() $name", (speaker) => {
  it.each([false, true])("answers the real client, streamed: %s, and its wrapper reads all of it", async (stream) => {
    await start([TURN]);
    await using telemetry = createTestTelemetry();

    const { text, args } = await telemetry.run(() => speaker.ask(stream));

    expect({ text, args }).toEqual({ text: TURN.text, args: TURN.toolCalls[0]?.arguments });
    expect(model.requests).toMatchObject([
      { model: speaker.model, stream, lastRole: "user", userMessage: QUESTION, tools: ["find_order"], call: 1 },
    ]);
    const [call] = telemetry.modelCalls;
    expect(call).toMatchObject({ provider: speaker.provider, model: speaker.model });
    expect(call?.usage).toMatchObject({ inputTokens: 120, outputTokens: 30, cacheReadTokens: 80 });
    expect(JSON.stringify(call?.output)).toMatch(/It is on its way[\s\S]*find_order/);
    expectTelemetry(telemetry).toCostLessThan(0.01);
  });

  it("says errors in the words of the API, which the client tries again", async () => {
    await start([{ error: 429, retryAfter: 0 }, TURN, { error: { status: 400, message: "too odd" } }]);
    await using telemetry = createTestTelemetry();

    await telemetry.run(() => speaker.ask(false));
    await expect(telemetry.run(() => speaker.ask(false))).rejects.toThrow(/too odd/);

    expect(model.requests).toHaveLength(3);
    expectTelemetry(telemetry).toHaveCalledModel(speaker.model, { times: 2 });
    expectTelemetry(telemetry).toHaveCalledModel(speaker.model, { times: 1, failed: true });
  });

  it("breaks a stream off", async () => {
    await start(() => ({ ...TURN, cutAfter: 1 }));
    await using telemetry = createTestTelemetry();

    const answer = await telemetry.run(() => speaker.ask(true)).catch((error: Error) => error);
    expect(answer).not.toMatchObject({ text: TURN.text });
    expect(model.requests.length).toBeGreaterThan(0);
  });
});

describe("startModelServer()", () => {
  it("leaves a request open that hangs, until the client gives up", async () => {
    await start([{ hang: true }]);
    const signal = AbortSignal.timeout(50);
    const body = JSON.stringify({ model: "m", messages: [] });
    await expect(fetch(`${model.openaiUrl}/chat/completions`, { method: "POST", body, signal })).rejects.toThrow(
      /timeout/,
    );
    await expect.poll(() => model.openRequests).toBe(0);
  });

  it("refuses what is beyond the script, and says so", async () => {
    await start([{ drop: true }]);
    const post = (path: string, body: string): Promise<Response> => fetch(model.url + path, { method: "POST", body });
    await expect(post("/v1/responses", "{}")).rejects.toThrow("fetch failed");
    const beyond = await post("/v1/messages", "{}");
    expect([beyond.status, await beyond.json()]).toMatchObject([
      400,
      { type: "error", error: { message: "the script has no turn for request 2" } },
    ]);
    expect((await post("/v1/other", "{}")).status).toBe(404);
    expect((await post("/v1/responses", "no json")).status).toBe(400);
    await expect(startModelServer({ turns: "text" } as never)).rejects.toThrow("takes turns");
  });

  it("reads results of tools, whoever's words they are in", async () => {
    await start(() => ({ text: "ok" }));
    const post = (path: string, body: object): Promise<Response> =>
      fetch(model.url + path, { method: "POST", body: JSON.stringify(body) });
    await post("/v1/messages", {
      model: "claude-haiku-4-5",
      system: "Be kind.",
      messages: [
        { role: "user", content: "Q" },
        { role: "assistant", content: [{ type: "tool_use", id: "1", name: "t", input: {} }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: [{ type: "text", text: "R" }] }] },
      ],
    });
    await post("/v1beta/models/gemini-2.5-flash:generateContent", {
      systemInstruction: { parts: [{ text: "Be kind." }] },
      contents: [
        { role: "user", parts: [{ text: "Q" }] },
        { role: "model", parts: [{ functionCall: { name: "t", args: {} } }] },
        { role: "user", parts: [{ functionResponse: { name: "t", response: { result: "R" } } }] },
      ],
    });
    for (const request of model.requests)
      expect(request).toMatchObject({ system: "Be kind.", userMessage: "Q", toolResults: 1, lastRole: "tool" });
    expect(model.requests.map(({ lastMessage }) => lastMessage)).toEqual(["R", '{"result":"R"}']);
  });
});
