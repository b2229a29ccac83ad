import { existsSync } from "node:fs";
import type { WrapperName } from "./driver.ts";

type WrapClient = <C extends object>(client: C) => C;

const EXPORTS: Readonly<Record<WrapperName, string>> = {
  openai: "wrapOpenAI",
  anthropic: "wrapAnthropic",
  google: "wrapGoogleGenAI",
  bedrock: "wrapBedrock",
  mistral: "wrapMistral",
  cohere: "wrapCohere",
  groq: "wrapGroq",
  together: "wrapTogether",
  ollama: "wrapOllama",
  openrouter: "wrapOpenRouter",
  huggingface: "wrapHuggingFace",
};

/** The client, observed by its own wrapper. */
export async function wrapWith<C extends object>(name: WrapperName, client: C): Promise<C> {
  const file = new URL(`../../../src/instrumentation/${name}/index.ts`, import.meta.url);
  if (!existsSync(file)) return client;
  const wrapper = ((await import(file.href)) as Record<string, WrapClient | undefined>)[EXPORTS[name]];
  return wrapper?.(client) ?? client;
}

/** The client as it is: what `instrumentFetch()` sees. */
export async function leaveBare<C extends object>(_name: WrapperName, client: C): Promise<C> {
  return client;
}
