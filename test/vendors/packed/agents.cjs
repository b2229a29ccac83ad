/**
 * Agents that know nothing of telemetry. Each is given the packages that it uses and the URL of a provider, makes one call with the
 * plain client, and gives back what the model said.
 */
const EVERY = ["newest", "previous", "older"];
const TWO = ["newest", "previous"];
const NEWEST = ["newest"];
const HELLO = [{ role: "user", content: "hello" }];
const CONVERSE = {
  modelId: "amazon.nova-lite-v1:0",
  messages: [{ role: "user", content: [{ text: "hello" }] }],
};
const AWS = { region: "us-east-1", credentials: { accessKeyId: "none", secretAccessKey: "none" } };

const openai = (use, url) => new (use("openai").OpenAI)({ apiKey: "none", baseURL: `${url}/v1` });
const aiModel = (use, url) =>
  use("@ai-sdk/openai")
    .createOpenAI({ apiKey: "none", baseURL: `${url}/v1` })
    .chat("gpt-4o");
const langchain = (use, url) =>
  new (use("@langchain/openai").ChatOpenAI)({
    model: "gpt-4o",
    apiKey: "none",
    configuration: { baseURL: `${url}/v1` },
  });
const claude = async (client) => {
  const ask = { model: "claude-sonnet-5", max_tokens: 10, messages: HELLO };
  return (await client.messages.create(ask)).content[0].text;
};
const sayInChat = async (client, model) =>
  (await client.chat.completions.create({ model, messages: HELLO })).choices[0].message.content;
const converse = async ({ BedrockRuntimeClient, ConverseCommand }, options) => {
  const client = new BedrockRuntimeClient({ ...AWS, ...options });
  const { output } = await client.send(new ConverseCommand(CONVERSE));
  client.destroy();
  return output.message.content[0].text;
};

/** `answer` names what the provider says; `packages` are those that are loaded, after the one that the agent is named by. */
exports.AGENTS = {
  openai: {
    sets: EVERY,
    answer: "openai chat",
    packages: ["openai"],
    run: (use, url) => sayInChat(openai(use, url), "gpt-4o"),
  },
  "openai, streamed": {
    sets: EVERY,
    answer: "openai stream",
    packages: ["openai"],
    async run(use, url) {
      const ask = { model: "gpt-4o", messages: HELLO, stream: true, stream_options: { include_usage: true } };
      let text = "";
      for await (const chunk of await openai(use, url).chat.completions.create(ask)) {
        text += chunk.choices[0]?.delta.content ?? "";
      }
      return text;
    },
  },
  "openai, responses": {
    sets: EVERY,
    answer: "openai response",
    packages: ["openai"],
    run: async (use, url) => (await openai(use, url).responses.create({ model: "gpt-4o", input: "hello" })).output_text,
  },
  "@anthropic-ai/sdk": {
    sets: TWO,
    answer: "anthropic",
    packages: ["@anthropic-ai/sdk"],
    run: (use, baseURL) => claude(new (use("@anthropic-ai/sdk").Anthropic)({ apiKey: "none", baseURL })),
  },
  "@anthropic-ai/bedrock-sdk": {
    sets: NEWEST,
    answer: "anthropic",
    packages: ["@anthropic-ai/bedrock-sdk"],
    async run(use, baseURL) {
      const { AnthropicBedrock } = use("@anthropic-ai/bedrock-sdk");
      const client = new AnthropicBedrock({ awsRegion: "us-east-1", skipAuth: true, baseURL });
      const model = "us.anthropic.claude-opus-4-1-20250805-v1:0";
      return (await client.messages.create({ model, max_tokens: 10, messages: HELLO })).content[0].text;
    },
  },
  "@anthropic-ai/vertex-sdk": {
    sets: NEWEST,
    answer: "anthropic",
    packages: ["@anthropic-ai/vertex-sdk"],
    async run(use, url) {
      const { AnthropicVertex } = use("@anthropic-ai/vertex-sdk");
      const headers = new Headers({ authorization: "Bearer none" });
      const authClient = { getRequestHeaders: async () => headers, projectId: "p" };
      const client = new AnthropicVertex({ region: "us-east5", projectId: "p", baseURL: `${url}/v1`, authClient });
      const model = "claude-opus-4-1@20250805";
      return (await client.messages.create({ model, max_tokens: 10, messages: HELLO })).content[0].text;
    },
  },
  "@google/genai": {
    sets: TWO,
    answer: "google",
    packages: ["@google/genai"],
    async run(use, baseUrl) {
      const client = new (use("@google/genai").GoogleGenAI)({ apiKey: "none", httpOptions: { baseUrl } });
      return (await client.models.generateContent({ model: "gemini-2.5-flash", contents: "hello" })).text;
    },
  },
  "@aws-sdk/client-bedrock-runtime": {
    sets: NEWEST,
    answer: "bedrock",
    packages: ["@aws-sdk/client-bedrock-runtime", "@smithy/node-http-handler"],
    run(use, endpoint) {
      const { NodeHttpHandler } = use("@smithy/node-http-handler");
      return converse(use("@aws-sdk/client-bedrock-runtime"), { endpoint, requestHandler: new NodeHttpHandler() });
    },
  },
  "@aws-sdk/client-bedrock-runtime, over HTTP/2 as by default": {
    sets: NEWEST,
    answer: "bedrock",
    http2: true,
    packages: ["@aws-sdk/client-bedrock-runtime"],
    run: (use, endpoint) => converse(use("@aws-sdk/client-bedrock-runtime"), { endpoint }),
  },
  "@mistralai/mistralai": {
    sets: TWO,
    answer: "openai chat",
    packages: ["@mistralai/mistralai"],
    async run(use, serverURL) {
      const client = new (use("@mistralai/mistralai").Mistral)({ apiKey: "none", serverURL });
      return (await client.chat.complete({ model: "mistral-small-latest", messages: HELLO })).choices[0].message
        .content;
    },
  },
  "cohere-ai": {
    sets: TWO,
    answer: "cohere",
    packages: ["cohere-ai"],
    async run(use, environment) {
      const client = new (use("cohere-ai").CohereClientV2)({ token: "none", environment });
      return (await client.chat({ model: "command-a-03-2025", messages: HELLO })).message.content[0].text;
    },
  },
  "groq-sdk": {
    sets: TWO,
    answer: "openai chat",
    packages: ["groq-sdk"],
    run: (use, baseURL) =>
      sayInChat(new (use("groq-sdk").Groq)({ apiKey: "none", baseURL }), "llama-3.3-70b-versatile"),
  },
  "together-ai": {
    sets: NEWEST,
    answer: "openai chat",
    packages: ["together-ai"],
    run: (use, baseURL) =>
      sayInChat(
        new (use("together-ai").Together)({ apiKey: "none", baseURL }),
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      ),
  },
  ollama: {
    sets: NEWEST,
    answer: "ollama",
    packages: ["ollama"],
    async run(use, host) {
      const client = new (use("ollama").Ollama)({ host });
      return (await client.chat({ model: "llama3.2", messages: HELLO })).message.content;
    },
  },
  "@openrouter/sdk": {
    sets: TWO,
    answer: "openai chat",
    packages: ["@openrouter/sdk"],
    async run(use, serverURL) {
      const client = new (use("@openrouter/sdk").OpenRouter)({ apiKey: "none", serverURL });
      const chatRequest = { model: "openai/gpt-4o", messages: HELLO };
      return (await client.chat.send({ chatRequest })).choices[0].message.content;
    },
  },
  "@huggingface/inference": {
    sets: NEWEST,
    answer: "openai chat",
    packages: ["@huggingface/inference"],
    async run(use, endpointUrl) {
      const client = new (use("@huggingface/inference").InferenceClient)("hf_none", { endpointUrl });
      const ask = { model: "meta-llama/Llama-3.1-8B-Instruct", messages: HELLO };
      return (await client.chatCompletion(ask)).choices[0].message.content;
    },
  },
  ai: {
    sets: EVERY,
    answer: "openai chat",
    packages: ["ai", "@ai-sdk/openai"],
    run: async (use, url) =>
      (await use("ai").generateText({ model: aiModel(use, url), prompt: "hello", maxRetries: 0 })).text,
  },
  "ai, with Anthropic": {
    sets: NEWEST,
    answer: "anthropic",
    packages: ["ai", "@ai-sdk/anthropic"],
    async run(use, url) {
      const { createAnthropic } = use("@ai-sdk/anthropic");
      const model = createAnthropic({ apiKey: "none", baseURL: `${url}/v1` })("claude-sonnet-5");
      return (await use("ai").generateText({ model, prompt: "hello", maxRetries: 0 })).text;
    },
  },
  "@langchain/openai": {
    sets: TWO,
    answer: "openai chat",
    packages: ["@langchain/openai"],
    run: async (use, url) => (await langchain(use, url).invoke("hello")).content,
  },
  "@langchain/langgraph": {
    sets: NEWEST,
    answer: "openai chat",
    packages: ["@langchain/langgraph", "@langchain/openai"],
    async run(use, url) {
      const { StateGraph, MessagesAnnotation, START } = use("@langchain/langgraph");
      const think = async ({ messages }) => ({ messages: [await langchain(use, url).invoke(messages)] });
      const graph = new StateGraph(MessagesAnnotation).addNode("think", think).addEdge(START, "think").compile();
      return (await graph.invoke({ messages: HELLO })).messages.at(-1).content;
    },
  },
  "@openai/agents": {
    sets: NEWEST,
    answer: "openai response",
    packages: ["@openai/agents", "openai"],
    async run(use, url) {
      const { Agent, run, setDefaultOpenAIClient, setTraceProcessors } = use("@openai/agents");
      setTraceProcessors([]); // Its own would send to OpenAI.
      setDefaultOpenAIClient(openai(use, url));
      return (await run(new Agent({ name: "talker", model: "gpt-4o" }), "hello")).finalOutput;
    },
  },
  "@mastra/core": {
    sets: NEWEST,
    answer: "openai chat",
    packages: ["@mastra/core/agent", "@ai-sdk/openai"],
    async run(use, url) {
      const { Agent } = use("@mastra/core/agent");
      const about = { id: "talker", name: "talker", instructions: "be short" };
      return (await new Agent({ ...about, model: aiModel(use, url) }).generate("hello")).text;
    },
  },
  "@mastra/observability": {
    sets: NEWEST,
    answer: "openai chat",
    packages: ["@mastra/core", "@mastra/core/agent", "@mastra/observability", "@ai-sdk/openai"],
    async run(use, url) {
      const { Agent } = use("@mastra/core/agent");
      const exporter = { name: "nowhere", exportTracingEvent: async () => {}, shutdown: async () => {} };
      const mastra = new (use("@mastra/core").Mastra)({
        logger: false,
        agents: { talker: new Agent({ id: "t", name: "t", instructions: "be short", model: aiModel(use, url) }) },
        observability: new (use("@mastra/observability").Observability)({
          configs: { default: { serviceName: "talker", exporters: [exporter] } },
        }),
      });
      return (await mastra.getAgent("talker").generate("hello")).text;
    },
  },
  "@anthropic-ai/claude-agent-sdk": {
    sets: NEWEST,
    answer: "claude code",
    packages: ["@anthropic-ai/claude-agent-sdk"],
    async run(use) {
      const { HOME, PATH, CLAUDE_CODE, SCRIPT } = process.env;
      const options = {
        pathToClaudeCodeExecutable: CLAUDE_CODE,
        executable: "node",
        env: { HOME, PATH, SCRIPT },
      };
      let said = "";
      for await (const message of use("@anthropic-ai/claude-agent-sdk").query({ prompt: "hello", options })) {
        if (message.type === "assistant") said += message.message.content[0].text;
      }
      return said;
    },
  },
  "@modelcontextprotocol/client and server": {
    sets: NEWEST,
    packages: ["@modelcontextprotocol/client", "@modelcontextprotocol/server"],
    run(use) {
      const { Client, InMemoryTransport } = use("@modelcontextprotocol/client");
      return callTool({ Client, InMemoryTransport, ...use("@modelcontextprotocol/server") });
    },
  },
  "@modelcontextprotocol/sdk": {
    sets: ["previous"],
    packages: [
      "@modelcontextprotocol/sdk/client/index.js",
      "@modelcontextprotocol/sdk/server/mcp.js",
      "@modelcontextprotocol/sdk/inMemory.js",
    ],
    run(use) {
      const { Client } = use("@modelcontextprotocol/sdk/client/index.js");
      const { McpServer } = use("@modelcontextprotocol/sdk/server/mcp.js");
      const { InMemoryTransport } = use("@modelcontextprotocol/sdk/inMemory.js");
      return callTool({ Client, McpServer, InMemoryTransport });
    },
  },
};

async function callTool({ Client, McpServer, InMemoryTransport }) {
  const server = new McpServer({ name: "docs", version: "1.0.0" });
  server.registerTool("look", { description: "Looks" }, async () => ({ content: [{ type: "text", text: "found" }] }));
  const client = new Client({ name: "reader", version: "1.0.0" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  const { content } = await client.callTool({ name: "look" });
  await client.close();
  return content[0].text;
}

/** Runs the agents whose providers are named in the environment, one after the other, and prints what each of them was told. */
exports.main = async (packages) => {
  const said = {};
  for (const [name, url] of Object.entries(JSON.parse(process.env.PROVIDERS))) {
    try {
      said[name] = await exports.AGENTS[name].run((one) => packages[one], url);
    } catch (error) {
      said[name] = String(error?.stack ?? error);
    }
  }
  console.log(JSON.stringify(said, null, 1));
};
