/**
 * What pages take for granted: the code around a snippet in the reader's program. A name that a snippet uses and does not declare is declared in
 * front of it by the code that stands here for it, for its own page first.
 */
const OPENAI = `import GivenOpenAI from "openai"; const client = new GivenOpenAI();`;
const CHAT = `const messages: { role: "user"; content: string }[] = [{ role: "user", content: "Where is my order?" }];`;

const EVERYWHERE: Readonly<Record<string, string>> = {
  telemetry: `import { init as givenInit } from "agentscribe"; const telemetry = givenInit();`,
  client: OPENAI,
  messages: CHAT,
  model: `const model = "gpt-5-mini";`,
  input: `const input = "Where is my order?";`,
};

const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "docs/delivery.md": { waitUntil: "const waitUntil = (promise: Promise<unknown>): void => void promise;" },
  "docs/wrappers/ai-sdk.md": {
    wrapModel: `import { wrapModel } from "agentscribe/ai-sdk";`,
    openai: `import { openai } from "@ai-sdk/openai";`,
  },
  "docs/wrappers/anthropic.md": { model: `const model = "claude-opus-5";` },
  "docs/wrappers/bedrock.md": {
    modelId: `const modelId = "anthropic.claude-3-haiku-20240307-v1:0";`,
    messages: `const messages = [{ role: "user" as const, content: [{ text: "Where is my order?" }] }];`,
  },
  "docs/wrappers/claude-agent-sdk.md": {
    options: "const options = {};",
    handle: "const handle = (message: unknown): void => console.log(message);",
  },
  "docs/wrappers/cohere.md": { token: `const token = "none";` },
  "docs/wrappers/fetch.md": {
    OpenAI: `import OpenAI from "openai";`,
    myFetch: "const myFetch = globalThis.fetch;",
  },
  "docs/wrappers/google.md": { apiKey: `const apiKey = "none";` },
  "docs/wrappers/mastra.md": {
    forecaster: `import { Agent } from "@mastra/core/agent"; const forecaster = new Agent({ id: "forecaster", name: "forecaster", instructions: "Forecast.", model: "openai/gpt-5-mini" });`,
  },
  "docs/wrappers/mcp.md": {
    transport: `import { StdioClientTransport } from "@modelcontextprotocol/client/stdio"; const transport = new StdioClientTransport({ command: "docs-server" });`,
    query: `const query = "refunds";`,
  },
  "docs/wrappers/mistral.md": { apiKey: `const apiKey = "none";` },
  "docs/wrappers/openrouter.md": { apiKey: `const apiKey = "none";`, tools: "const tools = [] as const;" },
};

/** The code that declares that name on that page; undefined where nothing is given. */
export function givenOf(page: string, name: string): string | undefined {
  const own = PAGES[page];
  if (own !== undefined && Object.hasOwn(own, name)) return own[name];
  return Object.hasOwn(EVERYWHERE, name) ? EVERYWHERE[name] : undefined;
}
