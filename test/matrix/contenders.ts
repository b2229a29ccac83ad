import type { Vendor, VendorSet } from "../vendors/load.ts";
import type { Ask, Contender } from "./contender.ts";
import { anthropicMessages } from "./protocols/anthropic.ts";
import { bedrockConverse } from "./protocols/bedrock.ts";
import { cohereChat } from "./protocols/cohere.ts";
import { googleContent } from "./protocols/google.ts";
import { mistralChat } from "./protocols/mistral.ts";
import { ollamaChat } from "./protocols/ollama.ts";
import { openaiChat } from "./protocols/openai-chat.ts";
import { openaiResponses } from "./protocols/openai-responses.ts";

const HELLO = [{ role: "user", content: "hello" }];
const STREAM_METHODS = ["tee", "toReadableStream", "controller"];

function openai(set: VendorSet): Contender[] {
  const shared = {
    wrapper: "openai" as const,
    packageName: "openai",
    set,
    zero: { temperature: 0 },
    retries: true,
    rawResponses: true,
    streamMethods: STREAM_METHODS,
    make: ({ default: OpenAI }: Vendor, url: string) => new OpenAI({ apiKey: "none", baseURL: `${url}/v1` }),
    subclass: ({ default: OpenAI }: Vendor) => class Own extends OpenAI {},
  };
  return [
    {
      ...shared,
      protocol: openaiChat,
      ask: (client, { stream, signal, more }) =>
        client.chat.completions.create(
          { model: "gpt-4o", messages: HELLO, ...(stream && { stream }), ...more },
          { signal },
        ),
      helper: (client) => client.chat.completions.stream({ model: "gpt-4o", messages: HELLO }).finalContent(),
      parse: (client) => client.chat.completions.parse({ model: "gpt-4o", messages: HELLO }),
    },
    {
      ...shared,
      protocol: openaiResponses,
      ask: (client, { stream, signal, more }) =>
        client.responses.create({ model: "gpt-4o", input: "hello", ...(stream && { stream }), ...more }, { signal }),
      helper: async (client) =>
        (await client.responses.stream({ model: "gpt-4o", input: "hello" }).finalResponse()).output_text,
      parse: (client) => client.responses.parse({ model: "gpt-4o", input: "hello" }),
    },
  ];
}

function groq(set: VendorSet): Contender {
  return {
    wrapper: "groq",
    packageName: "groq-sdk",
    set,
    protocol: openaiChat,
    zero: { temperature: 0 },
    retries: true,
    rawResponses: true,
    streamMethods: STREAM_METHODS,
    make: ({ default: Groq }, url) => new Groq({ apiKey: "none", baseURL: url }),
    subclass: ({ default: Groq }) => class Own extends Groq {},
    ask: (client, { stream, signal, more }) =>
      client.chat.completions.create(
        { model: "llama", messages: HELLO, ...(stream && { stream }), ...more },
        { signal },
      ),
  };
}

const together: Contender = {
  ...groq("newest"),
  wrapper: "together",
  packageName: "together-ai",
  make: ({ default: Together }, url) => new Together({ apiKey: "none", baseURL: url }),
  subclass: ({ default: Together }) => class Own extends Together {},
};

function anthropic(set: VendorSet): Contender {
  const request = { model: "claude-sonnet-5", max_tokens: 100, messages: HELLO };
  return {
    wrapper: "anthropic",
    packageName: "@anthropic-ai/sdk",
    set,
    protocol: anthropicMessages,
    zero: { temperature: 0 },
    retries: true,
    rawResponses: true,
    streamMethods: STREAM_METHODS,
    make: ({ default: Anthropic }, url) => new Anthropic({ apiKey: "none", baseURL: url }),
    subclass: ({ default: Anthropic }) => class Own extends Anthropic {},
    ask: (client, { stream, signal, more }) =>
      client.messages.create({ ...request, ...(stream && { stream }), ...more }, { signal }),
    helper: (client) => client.messages.stream(request).finalText(),
    parse: (client) => client.messages.parse(request),
  };
}

function google(set: VendorSet): Contender {
  return {
    wrapper: "google",
    packageName: "@google/genai",
    set,
    protocol: googleContent,
    zero: { config: { temperature: 0 } },
    make: ({ GoogleGenAI }, url) => new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url } }),
    subclass: ({ GoogleGenAI }) => class Own extends GoogleGenAI {},
    ask(client, { stream, signal, more }) {
      const { config = {}, ...rest } = (more ?? {}) as { config?: object };
      const request = {
        model: "gemini-2.5-flash",
        contents: "hello",
        config: { ...config, abortSignal: signal },
        ...rest,
      };
      return stream ? client.models.generateContentStream(request) : client.models.generateContent(request);
    },
  };
}

const bedrock: Contender = {
  wrapper: "bedrock",
  packageName: "@aws-sdk/client-bedrock-runtime",
  set: "newest",
  protocol: bedrockConverse,
  zero: { inferenceConfig: { temperature: 0 } },
  retries: true,
  make: (vendor, url) =>
    Object.assign(
      new vendor.BedrockRuntimeClient({
        region: "us-east-1",
        endpoint: url,
        credentials: { accessKeyId: "none", secretAccessKey: "none" },
        requestHandler: new vendor.handler.NodeHttpHandler(),
      }),
      { commands: vendor },
    ),
  ask(client, { stream, signal, more }) {
    const input = {
      modelId: "amazon.nova-lite-v1:0",
      messages: [{ role: "user", content: [{ text: "hello" }] }],
      ...more,
    };
    const { ConverseStreamCommand, ConverseCommand } = client.commands;
    return client.send(stream ? new ConverseStreamCommand(input) : new ConverseCommand(input), { abortSignal: signal });
  },
  chunks: (answer) => answer.stream,
};

function mistral(set: VendorSet): Contender {
  return {
    wrapper: "mistral",
    packageName: "@mistralai/mistralai",
    set,
    protocol: mistralChat,
    zero: { temperature: 0 },
    givesUpTimeLimit: true,
    streamMethods: ["tee", "getReader"],
    make: ({ Mistral }, url) => new Mistral({ apiKey: "none", serverURL: url, retryConfig: { strategy: "none" } }),
    subclass: ({ Mistral }) => class Own extends Mistral {},
    ask(client, { stream, signal, more }) {
      const request = { model: "mistral-small-latest", messages: HELLO, ...more };
      const options = { fetchOptions: { signal } };
      return stream ? client.chat.stream(request, options) : client.chat.complete(request, options);
    },
  };
}

function cohere(set: VendorSet): Contender {
  return {
    wrapper: "cohere",
    packageName: "cohere-ai",
    set,
    protocol: cohereChat,
    zero: { temperature: 0 },
    make: ({ CohereClientV2 }, url) => new CohereClientV2({ token: "none", environment: url }),
    subclass: ({ CohereClientV2 }) => class Own extends CohereClientV2 {},
    ask(client, { stream, signal, more }) {
      const request = { model: "command-a-03-2025", messages: HELLO, ...more };
      // Of a call that is aborted the client keeps its timer, which holds the process: five minutes, unless told otherwise.
      const options = { abortSignal: signal, maxRetries: 0, timeoutInSeconds: 5 };
      return stream ? client.chatStream(request, options) : client.chat(request, options);
    },
  };
}

const ollama: Contender = {
  wrapper: "ollama",
  packageName: "ollama",
  set: "newest",
  protocol: ollamaChat,
  zero: { options: { temperature: 0 } },
  abortsStreamsOnly: true,
  make: ({ Ollama }, url) => new Ollama({ host: url }),
  subclass: ({ Ollama }) => class Own extends Ollama {},
  ask(client, { stream, signal, more }: Ask) {
    signal?.addEventListener("abort", () => client.abort());
    return client.chat({ model: "llama3.2", messages: HELLO, ...(stream && { stream }), ...more });
  },
};

const OPENROUTER_RETRIES = {
  strategy: "backoff",
  backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 100 },
};

function openrouter(set: VendorSet): Contender {
  return {
    wrapper: "openrouter",
    packageName: "@openrouter/sdk",
    set,
    protocol: openaiChat,
    givesUpTimeLimit: true,
    zero: { temperature: 0 },
    retries: true,
    streamMethods: ["tee", "getReader"],
    make: ({ OpenRouter }, url) => new OpenRouter({ apiKey: "none", serverURL: url, retryConfig: OPENROUTER_RETRIES }),
    subclass: ({ OpenRouter }) => class Own extends OpenRouter {},
    ask(client, { stream, signal, more }) {
      const chatRequest = { model: "openai/gpt-4o", messages: HELLO, ...(stream && { stream }), ...more };
      return client.chat.send({ chatRequest }, { signal, retryCodes: ["429"] });
    },
  };
}

const huggingface: Contender = {
  wrapper: "huggingface",
  packageName: "@huggingface/inference",
  set: "newest",
  protocol: openaiChat,
  zero: { temperature: 0 },
  make: ({ InferenceClient }, url) => new InferenceClient("none", { endpointUrl: url }),
  subclass: ({ InferenceClient }) => class Own extends InferenceClient {},
  ask(client, { stream, signal, more }) {
    const request = { model: "meta-llama/Llama-3.1-8B-Instruct", messages: HELLO, ...more };
    return stream ? client.chatCompletionStream(request, { signal }) : client.chatCompletion(request, { signal });
  },
};

/** Every client that is wrapped, in every major that is supported. */
export const CONTENDERS: readonly Contender[] = [
  ...openai("newest"),
  ...openai("previous"),
  ...openai("older"),
  anthropic("newest"),
  anthropic("previous"),
  google("newest"),
  google("previous"),
  bedrock,
  mistral("newest"),
  mistral("previous"),
  cohere("newest"),
  cohere("previous"),
  groq("newest"),
  groq("previous"),
  together,
  ollama,
  huggingface,
  openrouter("newest"),
  openrouter("previous"),
];
