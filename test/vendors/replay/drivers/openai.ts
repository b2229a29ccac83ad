import type { Exchange } from "../../../unit/providers/recorded/exchanges.ts";
import { loadVendor } from "../../load.ts";
import { type Driver, drain, HELLO, requestOf, type Wrap } from "../driver.ts";

/** Base URLs of those who speak OpenAI's protocol, by the provider of the exchange. */
const BASE_URLS: Readonly<Record<string, string>> = {
  openai: "https://api.openai.com/v1",
  "open-responses": "https://api.openai.com/v1",
  alibaba: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  deepseek: "https://api.deepseek.com",
  moonshot: "https://api.moonshot.ai/v1",
  perplexity: "https://api.perplexity.ai",
  xai: "https://api.x.ai/v1",
};

async function newClient(exchange: Exchange, wrap: Wrap): ReturnType<typeof loadVendor> {
  const { default: OpenAI, AzureOpenAI } = await loadVendor("newest", "openai");
  const options = { apiKey: "none", maxRetries: 0 };
  if (exchange.provider === "azure-openai") {
    return wrap(
      "openai",
      new AzureOpenAI({ ...options, endpoint: "https://dd.openai.azure.com", apiVersion: "2024-05-01-preview" }),
    );
  }
  return wrap("openai", new OpenAI({ ...options, baseURL: BASE_URLS[exchange.provider] }));
}

type Client = Awaited<ReturnType<typeof newClient>>;
type Call = (client: Client, exchange: Exchange) => Promise<unknown>;

const file = (): File => new File(["x"], "file.wav", { type: "audio/wav" });
const model = (exchange: Exchange): string => (exchange as { model?: string }).model ?? "model";

const CALLS: readonly (readonly [endpoint: RegExp, call: Call])[] = [
  [/^chat$/, (client, x) => client.chat.completions.create({ messages: HELLO, ...requestOf(x), stream: x.streaming })],
  [
    /^completions$/,
    (client, x) => client.completions.create({ prompt: "hello", ...requestOf(x), stream: x.streaming }),
  ],
  [
    /^embeddings$/,
    (client, x) => client.embeddings.create({ input: "hello", encoding_format: "float", ...requestOf(x) }),
  ],
  [/^moderations$/, (client, x) => client.moderations.create({ input: "hello", ...requestOf(x) })],
  [
    /^responses$/,
    (client, x) =>
      x.url.endsWith("/compact")
        ? client.responses.compact(requestOf(x))
        : client.responses.create({ input: "hello", ...requestOf(x), stream: x.streaming }),
  ],
  [
    /^audio$/,
    (client, x) =>
      x.url.includes("translations")
        ? client.audio.translations.create({ file: file(), model: model(x) })
        : client.audio.transcriptions.create({ file: file(), model: model(x) }),
  ],
  [
    /^images$/,
    (client, x) => {
      if (x.url.includes("edits")) return client.images.edit({ image: file(), prompt: "hello", model: model(x) });
      if (x.url.includes("variations")) return client.images.createVariation({ image: file() });
      return client.images.generate({ prompt: "hello", ...requestOf(x) });
    },
  ],
];

/** Everything that is asked by OpenAI's client: OpenAI, Azure, and those who speak its protocol and have no client of their own here. */
export function openaiDriver(exchange: Exchange): Driver | undefined {
  if (exchange.provider !== "azure-openai" && BASE_URLS[exchange.provider] === undefined) return undefined;
  const endpoint = exchange.url.endsWith("openai/images") ? "images" : exchange.endpoint;
  const call = CALLS.find(([pattern]) => pattern.test(endpoint))?.[1];
  if (call === undefined) return undefined;
  return {
    client: "openai",
    async call(one, wrap) {
      await drain(await call(await newClient(one, wrap), one));
    },
  };
}
