import { attempt } from "../../internal/attempt.ts";
import { providerNameOf, providerOf } from "../../providers/index.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** A model as telemetry names it, and where its requests go when it says so. */
export interface ModelFacts {
  readonly provider: string;
  readonly model?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** What a provider string and a model id say. */
export function namedModel(provider: unknown, modelId: unknown): ModelFacts {
  return { provider: providerNameOf(provider), ...(typeof modelId === "string" && { model: modelId }) };
}

/** What a model of the AI SDK says. A server that belongs to another provider than its client names decides: clients of OpenAI reach many. */
export function factsOfModel(model: unknown): ModelFacts {
  const named = namedModel(readPath(model, "provider"), readPath(model, "modelId"));
  const server = attempt(() => serverOfUrl(baseUrlOf(model))) ?? {};
  const { serverAddress } = server;
  const provider = serverAddress === undefined ? undefined : providerOf(serverAddress);
  return { ...named, ...server, ...(provider !== undefined && named.provider === "openai" && { provider }) };
}

/** Models of the AI SDK's own packages keep a base URL, or a function that makes URLs. */
function baseUrlOf(model: unknown): unknown {
  const config = readPath(model, "config");
  const baseUrl = readPath(config, "baseURL");
  if (typeof baseUrl === "string") return baseUrl;
  const url = readPath(config, "url");
  return typeof url === "function"
    ? Reflect.apply(url, config, [{ path: "/", modelId: readPath(model, "modelId") }])
    : undefined;
}

/** The options of a model call from the settings of a request of the AI SDK. */
export function llmOptions(model: ModelFacts, settings: unknown, isStream: boolean): LlmOptions {
  const own = typeof settings === "object" && settings !== null ? settings : {};
  const system = readPath(settings, "instructions") ?? readPath(settings, "system");
  return {
    ...model,
    request: { ...own, model: model.model, ...(isStream && { stream: true }) },
    ...withInstructionsApart(readPath(settings, "prompt") ?? readPath(settings, "messages")),
    ...(system !== undefined && { system }),
  };
}

/** Models are given their instructions as the first of the messages: these are no part of the conversation. */
export function withInstructionsApart(messages: unknown): Pick<LlmOptions, "input" | "system"> {
  if (!Array.isArray(messages)) return { input: messages };
  const isOther = (message: unknown): boolean => readPath(message, "role") !== "system";
  const start = messages.findIndex(isOther);
  return start < 1 ? { input: messages } : { input: messages.slice(start), system: messages.slice(0, start) };
}
