import type { Exchange } from "../../../unit/providers/recorded/exchanges.ts";
import { loadVendor } from "../../load.ts";
import { type Driver, drain, HELLO, requestOf, type Wrap } from "../driver.ts";

type Call = (exchange: Exchange, wrap: Wrap) => Promise<unknown>;

const model = (exchange: Exchange): string => (exchange as { model?: string }).model ?? "model";

const groq: Call = async (x, wrap) => {
  const { default: Groq } = await loadVendor("newest", "groq-sdk");
  const client = await wrap("groq", new Groq({ apiKey: "none", maxRetries: 0 }));
  if (x.endpoint === "audio")
    return client.audio.transcriptions.create({ file: new File(["x"], "a.wav"), model: model(x) });
  return client.chat.completions.create({ messages: HELLO, ...requestOf(x), stream: x.streaming });
};

const together: Call = async (x, wrap) => {
  const { default: Together } = await loadVendor("newest", "together-ai");
  const client = await wrap("together", new Together({ apiKey: "none", maxRetries: 0 }));
  const request = { messages: HELLO, ...requestOf(x), stream: x.streaming };
  return x.endpoint === "completions" ? client.completions.create(request) : client.chat.completions.create(request);
};

/** Mistral's client takes its own camel case; the answer is what is replayed. */
const mistral: Call = async (x, wrap) => {
  const { Mistral } = await loadVendor("newest", "@mistralai/mistralai");
  const client = await wrap("mistral", new Mistral({ apiKey: "none", retryConfig: { strategy: "none" } }));
  const ask = { model: model(x), messages: HELLO };
  if (x.endpoint === "embeddings") return client.embeddings.create({ model: model(x), inputs: ["hello"] });
  if (x.endpoint === "moderations") {
    return x.url.includes("chat/")
      ? client.classifiers.moderateChat({ model: model(x), inputs: HELLO })
      : client.classifiers.moderate({ model: model(x), inputs: ["hello"] });
  }
  if (x.url.includes("/fim/")) {
    const fill = { model: model(x), prompt: "function add(" };
    return x.streaming ? client.fim.stream(fill) : client.fim.complete(fill);
  }
  if (x.url.includes("/agents/")) {
    const agent = { agentId: "agent", messages: HELLO };
    return x.streaming ? client.agents.stream(agent) : client.agents.complete(agent);
  }
  if (x.endpoint === "audio")
    return client.audio.transcriptions.complete({
      model: model(x),
      file: { fileName: "a.wav", content: new Uint8Array(4) },
    });
  return x.streaming ? client.chat.stream(ask) : client.chat.complete(ask);
};

const cohere: Call = async (x, wrap) => {
  const { CohereClient, CohereClientV2 } = await loadVendor(/\/v1\//.test(x.url) ? "previous" : "newest", "cohere-ai");
  const isOld = /\/v1\//.test(x.url);
  const client = await wrap(
    "cohere",
    isOld ? new CohereClient({ token: "none" }) : new CohereClientV2({ token: "none" }),
  );
  const options = { maxRetries: 0 };
  if (x.endpoint === "rerank")
    return client.rerank({ model: model(x), query: "q", documents: ["a", "b", "c"] }, options);
  if (x.endpoint === "embeddings")
    return client.embed(
      { model: model(x), texts: ["a"], inputType: "search_document", embeddingTypes: ["float"] },
      options,
    );
  if (x.endpoint === "generate")
    return x.streaming
      ? client.generateStream({ prompt: "hello" }, options)
      : client.generate({ prompt: "hello" }, options);
  const ask = isOld ? { message: "hello" } : { model: model(x), messages: HELLO };
  return x.streaming ? client.chatStream(ask, options) : client.chat(ask, options);
};

const ollama: Call = async (x, wrap) => {
  const { Ollama } = await loadVendor("newest", "ollama");
  const client = await wrap("ollama", new Ollama());
  const request = { ...requestOf(x), stream: x.streaming };
  return x.endpoint === "generate"
    ? client.generate({ prompt: "hello", ...request })
    : client.chat({ messages: HELLO, ...request });
};

/** OpenRouter's client takes its own camel case; the answer is what is replayed. */
const openrouter: Call = async (x, wrap) => {
  const { OpenRouter } = await loadVendor("newest", "@openrouter/sdk");
  const client = await wrap("openrouter", new OpenRouter({ apiKey: "none", retryConfig: { strategy: "none" } }));
  const ask = { model: model(x), stream: x.streaming };
  if (x.endpoint === "embeddings")
    return client.embeddings.generate({ requestBody: { model: model(x), input: "hello" } });
  if (x.endpoint === "rerank")
    return client.rerank.rerank({ requestBody: { model: model(x), query: "q", documents: ["a", "b", "c"] } });
  return x.endpoint === "responses"
    ? client.responses.send({ responsesRequest: { ...ask, input: "hello" } })
    : client.chat.send({ chatRequest: { ...ask, messages: HELLO } });
};

/** The address is given whole: looking for who serves a model would ask the server too. */
const huggingface: Call = async (x, wrap) => {
  const { InferenceClient } = await loadVendor("newest", "@huggingface/inference");
  const endpointUrl = x.url.replace(/\/(chat\/)?completions$/, "");
  const client = await wrap("huggingface", new InferenceClient("none", { endpointUrl, retry_on_error: false }));
  if (x.endpoint === "chat") {
    const ask = { model: model(x), messages: HELLO };
    return x.streaming ? client.chatCompletionStream(ask) : client.chatCompletion(ask);
  }
  const ask = { model: model(x), inputs: "hello" };
  return x.streaming ? client.textGenerationStream(ask) : client.textGeneration(ask);
};

const CALLS: Readonly<Record<string, readonly [client: string, call: Call]>> = {
  groq: ["groq-sdk", groq],
  together: ["together-ai", together],
  mistral: ["@mistralai/mistralai", mistral],
  cohere: ["cohere-ai", cohere],
  ollama: ["ollama", ollama],
  openrouter: ["@openrouter/sdk", openrouter],
  huggingface: ["@huggingface/inference", huggingface],
};

/** The clients that take a line or two each. */
export function otherDriver(exchange: Exchange): Driver | undefined {
  const known = CALLS[exchange.provider];
  if (known === undefined) return undefined;
  const [client, call] = known;
  return { client, call: async (one, wrap) => drain(await call(one, wrap)) };
}
