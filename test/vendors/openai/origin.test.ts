import { describe, expect, it } from "vitest";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { json, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { ASK, COMPLETION, loadOpenAI, SETS } from "./support.ts";

const HOSTS: readonly (readonly [url: string, provider: string])[] = [
  ["https://api.openai.com/v1", "openai"],
  ["https://eu.api.openai.com/v1", "openai"],
  ["https://api.x.ai/v1", "x_ai"],
  ["https://api.deepseek.com/v1", "deepseek"],
  ["https://api.perplexity.ai", "perplexity"],
  ["https://api.moonshot.ai/v1", "moonshot_ai"],
  ["https://api.moonshot.cn/v1", "moonshot_ai"],
  ["https://openrouter.ai/api/v1", "openrouter"],
  ["https://ai-gateway.vercel.sh/v1", "vercel_ai_gateway"],
  ["https://api.groq.com/openai/v1", "groq"],
  ["https://api.together.xyz/v1", "together"],
  ["https://api.mistral.ai/v1", "mistral_ai"],
  ["https://generativelanguage.googleapis.com/v1beta/openai/", "gcp.gemini"],
  ["https://api.anthropic.com/v1/", "anthropic"],
  ["https://router.huggingface.co/v1", "huggingface"],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "alibaba"],
  ["https://mine.openai.azure.com/openai/v1/", "azure.ai.openai"],
  ["http://localhost:11434/v1", "ollama"],
  // vLLM, LM Studio and gateways: nobody's hosts.
  ["http://localhost:8000/v1", "openai"],
  ["http://127.0.0.1:1234/v1", "openai"],
  ["https://models.internal.test:8443/v1", "openai"],
];

describe.each(SETS)("the provider behind a client of openai, %s", (set) => {
  it.each(HOSTS)("at %s is %s", async (baseURL, provider) => {
    const { finish } = await startRecording();
    const OpenAI = await loadOpenAI({ set });
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(COMPLETION));
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL, fetch }));
    await client.chat.completions.create(ASK);
    const { hostname, port, protocol } = new URL(baseURL);
    const { span, violations } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.provider.name": provider,
      "server.address": hostname,
      "server.port": port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
    });
    expect(violations).toEqual([]);
  });

  it("behind the router of Hugging Face is told by its header, and has the price", async () => {
    const { finish } = await startRecording();
    const OpenAI = await loadOpenAI({ set });
    const answer = { ...COMPLETION, model: "openai/gpt-oss-120b" };
    const headers = { "x-inference-provider": "groq" };
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(answer, { headers }));
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: "https://router.huggingface.co/v1", fetch }));
    await client.chat.completions.create({ ...ASK, model: "openai/gpt-oss-120b:fastest" });
    expect((await finish()).span("chat openai/gpt-oss-120b:fastest").attributes).toMatchObject({
      "agentscribe.upstream.provider": "groq",
      "agentscribe.cost.model_key": "huggingface_groq/openai/gpt-oss-120b",
    });
  });

  it.each<[object, { source: string; usd?: number }]>([
    [{ "x-litellm-response-cost": "0.00425" }, { source: "provider", usd: 0.00425 }],
    [{ "x-litellm-response-cost": "5.85e-05" }, { source: "provider", usd: 0.0000585 }],
    // What the gateway says where it knows no price, and before a stream is made.
    [{ "x-litellm-response-cost": "0.0" }, { source: "table" }],
    [{ "x-litellm-response-cost": "None" }, { source: "table" }],
    [{ "x-litellm-response-cost": "1", "content-type": "text/event-stream" }, { source: "table" }],
  ])("costs what LiteLLM's gateway says: %j", async (told, { source, usd }) => {
    const { finish } = await startRecording();
    const OpenAI = await loadOpenAI({ set });
    const isStream = "content-type" in told;
    const chunk = {
      ...COMPLETION,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { content: "x" }, finish_reason: "stop" }],
    };
    const body = (): Response =>
      isStream ? new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`) : Response.json(COMPLETION);
    const fetch = (): Promise<Response> => {
      const response = body();
      for (const [name, value] of Object.entries(told)) response.headers.set(name, value);
      return Promise.resolve(response);
    };
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: "http://localhost:4000/v1", fetch }));
    const answer = await client.chat.completions.create({ ...ASK, ...(isStream && { stream: true }) });
    if (isStream) for await (const _ of answer);
    const { span, violations } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({
      "agentscribe.cost.source": source,
      ...(usd !== undefined && { "agentscribe.cost.usd": usd }),
    });
    expect(violations).toEqual([]);
  });

  it("costs what LiteLLM's gateway says of the attempt that was answered", async () => {
    const { finish } = await startRecording();
    const OpenAI = await loadOpenAI({ set });
    const data = [{ object: "embedding", index: 0, embedding: [0.5] }];
    const answers = [
      Response.json({}, { status: 500, headers: { "x-litellm-response-cost": "3", "retry-after-ms": "1" } }),
      Response.json({ object: "list", data, model: "mine", usage: { prompt_tokens: 3, total_tokens: 3 } }),
    ];
    answers[1]?.headers.set("x-litellm-response-cost", "0.000002");
    const fetch = (): Promise<Response> => Promise.resolve(answers.shift() as Response);
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: "http://localhost:4000/v1", fetch }));
    await client.embeddings.create({ model: "mine", input: "hello", encoding_format: "float" });
    expect((await finish()).span("embeddings mine").attributes).toMatchObject({
      "agentscribe.cost.source": "provider",
      "agentscribe.cost.usd": 0.000002,
    });
  });

  it.each([
    ["https://api.openai.com/v1", { "agentscribe.cost.usd": 0, "agentscribe.cost.status": "ok" }],
    ["http://localhost:8000/v1", { "agentscribe.cost.status": "unpriced" }],
  ])("at %s says what a moderation costs only as OpenAI", async (baseURL, cost) => {
    const { finish } = await startRecording();
    const OpenAI = await loadOpenAI({ set });
    const answer = { id: "modr-1", model: "omni-moderation-latest", results: [{ flagged: false }] };
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(answer));
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL, fetch }));
    await client.moderations.create({ model: "omni-moderation-latest", input: "hello" });
    const { attributes } = (await finish()).span("generate_content omni-moderation-latest");
    expect(attributes).toMatchObject(cost);
    expect("agentscribe.cost.usd" in attributes).toBe("agentscribe.cost.usd" in cost);
  });

  it("of AzureOpenAI is Azure, wherever its endpoint is", async () => {
    const server = await startScriptedServer(json(COMPLETION));
    const { finish } = await startRecording();
    const { AzureOpenAI } = (await loadVendor(set, "openai")) as Vendor;
    const client = wrapOpenAI(
      new AzureOpenAI({ apiKey: "none", endpoint: server.url, apiVersion: "2024-10-21", deployment: "mine" }),
    );
    await client.chat.completions.create(ASK);
    // Older majors cannot make another client of one for Azure.
    const other = set === "newest" ? client.withOptions({ timeout: 5_000 }) : client;
    await other.chat.completions.create(ASK);
    expect(server.requests.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => "/openai/deployments/mine/chat/completions?api-version=2024-10-21"),
    );
    const { spans, violations } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.provider.name"])).toEqual([
      "azure.ai.openai",
      "azure.ai.openai",
    ]);
    expect(violations).toEqual([]);
  });
});
