import type { Message, ToolDefinition } from "../semconv/messages.ts";
import { parseInvokeRequest } from "./bedrock/invoke-body.ts";
import { amount, attempt, cased, casedWord, field, word } from "./fields.ts";
import { type SystemInstruction, toMessages, toSystemInstructions, toToolDefinitions } from "./messages.ts";
import { namesSent } from "./names-sent.ts";
import type { ReadHint } from "./reading.ts";
import { inputOf, systemOf, toolsOf } from "./request-messages.ts";
import { encodingFormats, first, outputType, placesOf, reasoningLevel, texts } from "./request-settings.ts";

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
  /** What the rest was read from: the request, or the one that InvokeModel of Bedrock takes as text or bytes. */
  readonly body: unknown;
  /** Messages; converted on each call. */
  input(): readonly Message[];
  /** Instructions that are sent apart from the messages. */
  system(): readonly SystemInstruction[];
  tools(): readonly ToolDefinition[];
}

/** Reads the request of any provider as its client takes it. Never throws; what is not understood is absent. */
export function readRequest(request: unknown, hint?: ReadHint): RequestFacts {
  return attempt(() => read(request, hint), {
    body: request,
    input: () => [],
    system: () => [],
    tools: () => [],
  });
}

/** The properties by which each fact is told. */
const TOLD_BY = {
  temperature: ["temperature"],
  topP: ["top_p", "p"],
  topK: ["top_k", "k"],
  maxTokens: [
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "num_predict",
    "max_new_tokens",
    "max_gen_len",
    "max_tokens_to_sample",
    "max_token_count",
  ],
  frequencyPenalty: ["frequency_penalty"],
  presencePenalty: ["presence_penalty"],
  seed: ["seed", "random_seed"],
  stopSequences: ["stop", "stop_sequences"],
  choiceCount: ["n", "candidate_count", "num_generations"],
  reasoningLevel: ["reasoning_effort", "think", "thinking_level", "reasoning", "output_config", "thinking_config"],
  outputType: [
    "response_format",
    "text",
    "format",
    "response_mime_type",
    "output_config",
    "modalities",
    "response_modalities",
  ],
  previousResponseId: ["previous_response_id", "previous_interaction_id"],
  serviceTier: ["service_tier"],
  encodingFormats: ["encoding_format", "embedding_types"],
  dimensions: ["dimensions", "output_dimension", "output_dimensionality"],
  conversationId: ["conversation", "conversation_id"],
  system: ["system", "instructions", "system_instruction", "config", "preamble"],
} as const satisfies { readonly [Fact in keyof RequestFacts]?: readonly string[] };

type Told = keyof typeof TOLD_BY;

const isTold = namesSent(TOLD_BY);

function read(sent: unknown, hint: ReadHint | undefined): RequestFacts {
  const request = invokeBody(sent) ?? sent;
  const places = placesOf(request);
  const told = isTold(places);
  const facts: { -readonly [Fact in keyof RequestFacts]: RequestFacts[Fact] } = {
    body: request,
    input: () => toMessages(inputOf(request) ?? [], hint),
    system: () => (told("system") ? toSystemInstructions(systemOf(request)) : []),
    tools: () => toToolDefinitions(toolsOf(request)),
  };
  const tell = <Fact extends Told | "model" | "stream">(fact: Fact, value: RequestFacts[Fact]): void => {
    if (value !== undefined) facts[fact] = value as (typeof facts)[Fact];
  };
  tell("model", word(sent, "modelId") ?? word(request, "model") ?? modelOf(field(request, "model")));
  const stream = field(request, "stream");
  if (typeof stream === "boolean") tell("stream", stream);
  for (const fact of NUMBERS) if (told(fact)) tell(fact, first(places, TOLD_BY[fact], amount));
  if (told("stopSequences")) {
    const stops = first(places, TOLD_BY.stopSequences, (place, key) => cased(place, key) ?? undefined);
    tell("stopSequences", stops === undefined ? undefined : texts(stops));
  }
  if (told("reasoningLevel")) tell("reasoningLevel", reasoningLevel(places));
  if (told("outputType")) tell("outputType", outputType(places));
  if (told("previousResponseId")) tell("previousResponseId", first(places, TOLD_BY.previousResponseId, casedWord));
  if (told("serviceTier"))
    tell("serviceTier", first(places, TOLD_BY.serviceTier, casedWord) ?? word(cased(request, "service_tier"), "type"));
  if (told("encodingFormats")) tell("encodingFormats", encodingFormats(request));
  if (told("conversationId")) {
    const conversation = word(request, "conversation") ?? word(field(request, "conversation"), "id");
    tell("conversationId", conversation ?? casedWord(request, "conversation_id"));
  }
  return facts;
}

const NUMBERS = [
  "temperature",
  "topP",
  "topK",
  "maxTokens",
  "frequencyPenalty",
  "presencePenalty",
  "seed",
  "choiceCount",
  "dimensions",
] as const satisfies readonly Told[];

/** InvokeModel of Bedrock takes the vendor's request as JSON text or its bytes. */
function invokeBody(request: unknown): unknown {
  if (word(request, "modelId") === undefined) return undefined;
  return parseInvokeRequest(request);
}

/** The AI SDK passes its model as an object. */
function modelOf(model: unknown): string | undefined {
  return word(model, "modelId") ?? word(model, "model");
}
