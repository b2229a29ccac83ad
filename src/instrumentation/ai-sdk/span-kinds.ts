import { readPath } from "../read-path.ts";

/** What a span of AI SDK 5 and 6 stands for. */
export type SpanKind =
  | { readonly kind: "run"; readonly isStream: boolean }
  | { readonly kind: "request"; readonly isStream: boolean }
  | { readonly kind: "embeddings" }
  | { readonly kind: "tool" };

const KINDS: Readonly<Record<string, SpanKind>> = {
  "ai.generateText": { kind: "run", isStream: false },
  "ai.streamText": { kind: "run", isStream: true },
  "ai.generateObject": { kind: "run", isStream: false },
  "ai.streamObject": { kind: "run", isStream: true },
  "ai.generateText.doGenerate": { kind: "request", isStream: false },
  "ai.streamText.doStream": { kind: "request", isStream: true },
  "ai.generateObject.doGenerate": { kind: "request", isStream: false },
  "ai.streamObject.doStream": { kind: "request", isStream: true },
  "ai.embed.doEmbed": { kind: "embeddings" },
  "ai.embedMany.doEmbed": { kind: "embeddings" },
  "ai.toolCall": { kind: "tool" },
};

export function spanKindOf(name: unknown): SpanKind | undefined {
  return typeof name === "string" && Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** Longer JSON than this is not parsed again: what it holds is then not recorded. */
const MAX_JSON_LENGTH = 4 * 1024 * 1024;

/** An attribute that the AI SDK wrote as JSON. */
export function jsonAttribute(attributes: unknown, key: string): unknown {
  return parsed(readPath(attributes, key));
}

/** A list attribute whose entries are JSON. */
function jsonListAttribute(attributes: unknown, key: string): readonly unknown[] | undefined {
  const list = readPath(attributes, key);
  return Array.isArray(list) ? list.slice(0, 1_000).map(parsed) : undefined;
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string" || text.length > MAX_JSON_LENGTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Cut by a limit of somebody, or no JSON.
  }
}

const METADATA = "ai.telemetry.metadata.";

/** The metadata that the application gave. */
export function metadataIn(attributes: unknown): Readonly<Record<string, unknown>> {
  if (typeof attributes !== "object" || attributes === null) return {};
  const entries = Object.entries(attributes).filter(([key]) => key.startsWith(METADATA));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(METADATA.length), value]));
}

const SETTINGS = {
  temperature: "gen_ai.request.temperature",
  topP: "gen_ai.request.top_p",
  topK: "gen_ai.request.top_k",
  maxOutputTokens: "gen_ai.request.max_tokens",
  frequencyPenalty: "gen_ai.request.frequency_penalty",
  presencePenalty: "gen_ai.request.presence_penalty",
  stopSequences: "gen_ai.request.stop_sequences",
  seed: "ai.settings.seed",
} as const;

/** The settings of a request, from the attributes of its span. */
export function settingsIn(attributes: unknown): object {
  const settings = Object.entries(SETTINGS).map(([name, key]) => [name, readPath(attributes, key)] as const);
  return {
    ...Object.fromEntries(settings.filter(([, value]) => value !== undefined)),
    prompt: jsonAttribute(attributes, "ai.prompt.messages"),
    tools: jsonListAttribute(attributes, "ai.prompt.tools"),
  };
}
