import { attempt } from "../../internal/attempt.ts";
import { instrumentOnce } from "../instrument.ts";
import type { ModuleHook } from "../module-hook.ts";
import { readPath } from "../read-path.ts";
import { patchModel } from "./model.ts";
import { instrumentAiSdk } from "./register.ts";
import { patchAgents } from "./wrap-ai-sdk.ts";

/** The AI SDK's packages for providers. */
const PROVIDERS = [
  "amazon-bedrock",
  "anthropic",
  "azure",
  "cerebras",
  "cohere",
  "deepinfra",
  "deepseek",
  "fireworks",
  "gateway",
  "google",
  "google-vertex",
  "groq",
  "huggingface",
  "mistral",
  "moonshotai",
  "openai",
  "openai-compatible",
  "perplexity",
  "togetherai",
  "vercel",
  "xai",
] as const;

/** Ways to make a model of a provider: each may have a class of its own. */
const MAKERS = [
  "languageModel",
  "chat",
  "chatModel",
  "responses",
  "messages",
  "completion",
  "completionModel",
] as const;
const EMBEDDING_MAKERS = ["embedding", "embeddingModel", "textEmbedding", "textEmbeddingModel"] as const;

/** What a zero-code start patches: models by the classes of their packages, and runs by the telemetry of version 7 or the agents of 5 and 6. */
export const AI_SDK_MODULES: readonly ModuleHook[] = [
  { name: "ai", patch: patchAi },
  ...PROVIDERS.map((name) => ({ name: `@ai-sdk/${name}`, patch: patchProvider })),
];

function patchAi(exports: unknown): void {
  if (typeof exports !== "object" || exports === null) return;
  if (typeof readPath(exports, "registerTelemetry") === "function") instrumentAiSdk();
  else attempt(() => patchAgents(exports));
}

/** Patches the classes of a provider's models: those that are exported, and those of models that its default provider makes. */
function patchProvider(exports: unknown): void {
  if (typeof exports !== "object" || exports === null) return;
  for (const [name, exported] of Object.entries(exports)) {
    if (typeof exported !== "function") continue;
    if (/Model$/.test(name)) patchPrototype(readPath(exported, "prototype"));
    for (const maker of [...MAKERS, ...EMBEDDING_MAKERS]) patchMade(exported, maker);
  }
}

/** Making a model sends nothing and needs no key: keys are read with the first request. */
function patchMade(provider: object, maker: string): void {
  const make = readPath(provider, maker);
  if (typeof make !== "function") return;
  const model = attempt(() => Reflect.apply(make, provider, ["agentscribe"]) as unknown);
  if (typeof model === "object" && model !== null) patchPrototype(Object.getPrototypeOf(model));
}

function patchPrototype(prototype: unknown): void {
  const isOfModels =
    typeof prototype === "object" && prototype !== null && prototype !== Object.prototype && "constructor" in prototype;
  if (isOfModels) instrumentOnce(prototype, () => patchModel(prototype));
}
