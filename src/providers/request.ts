import { headOf } from "../internal/text-head.ts";
import type { Message, ToolDefinition } from "../semconv/messages.ts";
import { parseInvokeRequest } from "./bedrock/invoke-body.ts";
import { amount, attempt, cased, casedWord, defined, field, isList, isRecord, list, word } from "./fields.ts";
import { type SystemInstruction, toMessages, toSystemInstructions, toToolDefinitions } from "./messages.ts";
import type { ReadHint } from "./reading.ts";

/** What a request asks for, as the values of `gen_ai.request.*`. What was not sent is absent; an explicit 0 or `false` stays. */
export interface RequestFacts {
  readonly model?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly maxTokens?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly seed?: number;
  readonly stopSequences?: readonly string[];
  readonly choiceCount?: number;
  readonly stream?: boolean;
  /** As sent: an effort (`high`), or Gemini's level. */
  readonly reasoningLevel?: string;
  /** Value of `gen_ai.output.type`. */
  readonly outputType?: "text" | "json" | "image" | "speech";
  readonly previousResponseId?: string;
  readonly serviceTier?: string;
  readonly encodingFormats?: readonly string[];
  readonly dimensions?: number;
  /** An id of the provider for the whole conversation, such as OpenAI's `conversation`. */
  readonly conversationId?: string;
  /** Messages; converted on each call. */
  input(): readonly Message[];
  /** Instructions that are sent apart from the messages. */
  system(): readonly SystemInstruction[];
  tools(): readonly ToolDefinition[];
}

/** Reads the request of any provider as its client takes it. Never throws; what is not understood is absent. */
export function readRequest(request: unknown, hint?: ReadHint): RequestFacts {
  return attempt(() => read(request, hint), { input: () => [], system: () => [], tools: () => [] });
}

/** Gemini, Bedrock and Ollama keep the parameters in an object of their own. */
const SETTINGS = [
  "config",
  "completionArgs",
  "generationConfig",
  "generation_config",
  "inferenceConfig",
  "options",
  "textGenerationConfig",
  "additionalModelRequestFields",
] as const;

function read(sent: unknown, hint: ReadHint | undefined): RequestFacts {
  const request = invokeBody(sent) ?? sent;
  const places = [request, ...SETTINGS.map((key) => field(request, key)).filter(isRecord)];
  const number = (...keys: readonly string[]): number | undefined => first(places, keys, amount);
  const named = (...keys: readonly string[]): string | undefined => first(places, keys, casedWord);
  const stream = field(request, "stream");
  const stops = first(places, STOPS, (place, key) => cased(place, key) ?? undefined);
  return defined<RequestFacts>({
    model: word(sent, "modelId") ?? word(request, "model") ?? modelOf(field(request, "model")),
    temperature: number("temperature"),
    topP: number("top_p", "p"),
    topK: number("top_k", "k"),
    maxTokens: number(
      "max_tokens",
      "max_completion_tokens",
      "max_output_tokens",
      "num_predict",
      "max_new_tokens",
      "max_gen_len",
      "max_tokens_to_sample",
      "max_token_count",
    ),
    frequencyPenalty: number("frequency_penalty"),
    presencePenalty: number("presence_penalty"),
    seed: number("seed", "random_seed"),
    stopSequences: stops === undefined ? undefined : texts(stops),
    choiceCount: number("n", "candidate_count", "num_generations"),
    stream: typeof stream === "boolean" ? stream : undefined,
    reasoningLevel: reasoningLevel(places),
    outputType: outputType(places),
    previousResponseId: named("previous_response_id", "previous_interaction_id"),
    serviceTier: named("service_tier") ?? word(cased(request, "service_tier"), "type"),
    encodingFormats: encodingFormats(request),
    dimensions: number("dimensions", "output_dimension", "output_dimensionality"),
    conversationId:
      word(request, "conversation") ??
      word(field(request, "conversation"), "id") ??
      casedWord(request, "conversation_id"),
    input: () => toMessages(inputOf(request), hint),
    system: () => toSystemInstructions(systemOf(request)),
    tools: () => toToolDefinitions(first(places, TOOLS, field)),
  });
}

const STOPS = ["stop", "stop_sequences"];
const TOOLS = ["tools", "toolConfig", "functions"];

function first<T>(
  places: readonly unknown[],
  keys: readonly string[],
  get: (place: unknown, key: string) => T | undefined,
): T | undefined {
  for (const place of places) {
    for (const key of keys) {
      const found = get(place, key);
      if (found !== undefined && found !== null) return found;
    }
  }
  return undefined;
}

/** InvokeModel of Bedrock takes the vendor's request as JSON text or its bytes. */
function invokeBody(request: unknown): unknown {
  if (word(request, "modelId") === undefined) return undefined;
  return parseInvokeRequest(request);
}

/** The AI SDK passes its model as an object. */
function modelOf(model: unknown): string | undefined {
  return word(model, "modelId") ?? word(model, "model");
}

/** More and longer stop sequences than any provider takes. */
const MAX_TEXTS = 128;
const MAX_TEXT_LENGTH = 1_024;

function texts(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [headOf(value, MAX_TEXT_LENGTH)];
  const words: string[] = [];
  for (const one of list(value)) {
    if (words.length >= MAX_TEXTS) break;
    if (typeof one === "string") words.push(headOf(one, MAX_TEXT_LENGTH));
  }
  return words.length > 0 || isList(value) ? words : undefined;
}

function reasoningLevel(places: readonly unknown[]): string | undefined {
  for (const place of places) {
    const level =
      casedWord(place, "reasoning_effort") ??
      word(place, "think") ??
      casedWord(place, "thinking_level") ??
      word(field(place, "reasoning"), "effort") ??
      word(cased(place, "output_config"), "effort") ??
      word(cased(place, "thinking_config"), "thinkingLevel");
    if (level !== undefined) return level;
  }
  return undefined;
}

function outputType(places: readonly unknown[]): RequestFacts["outputType"] {
  for (const place of places) {
    const format = cased(place, "response_format") ?? field(field(place, "text"), "format") ?? field(place, "format");
    const type = word(format, "type") ?? (typeof format === "string" ? format : undefined);
    // A schema itself, as Ollama takes it, has the type of what it describes.
    if (type === "json_object" || type === "json_schema" || type === "json" || type === "object") return "json";
    if (type === "text") return "text";
    const mimeType = casedWord(place, "response_mime_type");
    if (mimeType !== undefined) return mimeType === "application/json" ? "json" : "text";
    const config = cased(place, "output_config");
    if (isRecord(field(config, "format")) || isRecord(field(config, "textFormat"))) return "json";
    const modalities = [...list(field(place, "modalities")), ...list(cased(place, "response_modalities"))];
    const wanted = modalities.map((one) => String(typeof one === "string" ? one : "").toLowerCase());
    if (wanted.includes("audio")) return "speech";
    if (wanted.includes("image")) return "image";
  }
  return undefined;
}

function encodingFormats(request: unknown): readonly string[] | undefined {
  const format = casedWord(request, "encoding_format");
  return format === undefined ? texts(cased(request, "embedding_types") ?? undefined) : [format];
}

function inputOf(request: unknown): unknown {
  for (const key of ["messages", "input", "inputs", "contents", "prompt", "inputText"]) {
    const found = field(request, key);
    if (found !== undefined && found !== null) return found;
  }
  const message = field(request, "message");
  const history = list(cased(request, "chat_history"));
  if (message === undefined) return history.length > 0 ? history : [];
  return [...history, message];
}

function systemOf(request: unknown): unknown {
  const config = field(request, "config");
  const found =
    field(request, "system") ??
    field(request, "instructions") ??
    cased(request, "system_instruction") ??
    cased(config, "system_instruction") ??
    field(request, "preamble");
  return found ?? [];
}
