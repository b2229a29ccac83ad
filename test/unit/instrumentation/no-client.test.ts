import { expect, it } from "vitest";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { wrapBedrock } from "../../../src/instrumentation/bedrock/index.ts";
import { wrapCohere } from "../../../src/instrumentation/cohere/index.ts";
import { wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { wrapGroq } from "../../../src/instrumentation/groq/index.ts";
import { wrapHuggingFace } from "../../../src/instrumentation/huggingface/index.ts";
import { wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import { wrapMistral } from "../../../src/instrumentation/mistral/index.ts";
import { wrapOllama } from "../../../src/instrumentation/ollama/index.ts";
import { unwrap, wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { wrapOpenRouter } from "../../../src/instrumentation/openrouter/index.ts";
import { wrapTogether } from "../../../src/instrumentation/together/index.ts";

const WRAPPERS: readonly (<Client extends object>(client: Client) => Client)[] = [
  wrapAnthropic,
  wrapBedrock,
  wrapCohere,
  wrapGoogleGenAI,
  wrapGroq,
  wrapHuggingFace,
  wrapMcpClient,
  wrapMcpServer,
  wrapMistral,
  wrapOllama,
  wrapOpenAI,
  wrapOpenRouter,
  wrapTogether,
  unwrap,
];

it.each(WRAPPERS.map((wrap) => [wrap.name, wrap] as const))("%s() gives back what is no client", (_name, wrap) => {
  for (const none of [undefined, null, "a client", {}]) expect(wrap(none as unknown as object)).toBe(none);
});
