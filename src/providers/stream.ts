import { createAiSdkStreamReader, isAiSdkPart } from "./ai-sdk/stream.ts";
import { createAnthropicStreamReader, isAnthropicEvent } from "./anthropic/stream.ts";
import { createConverseStreamReader, isConverseEvent } from "./bedrock/converse-stream.ts";
import { isStopped, parseInvokeBytes, readInvocationMetrics } from "./bedrock/invoke-body.ts";
import { isVendorBody } from "./bedrock/vendor-body.ts";
import { createVendorStreamReader } from "./bedrock/vendor-stream.ts";
import { isCohereBody, readCohereBody } from "./cohere/response.ts";
import { createCohereStreamReader, isCohereEvent } from "./cohere/stream.ts";
import { attempt, count, field, isRecord, parseJson, word } from "./fields.ts";
import { createInteractionStreamReader, isInteractionEvent } from "./google/interactions-stream.ts";
import { isGenerateContentBody } from "./google/response.ts";
import { createGenerateContentStreamReader } from "./google/stream.ts";
import { createLangChainEventReader, isLangChainEvent } from "./langchain/event-stream.ts";
import { createLangChainStreamReader, isLangChainChunk } from "./langchain/stream.ts";
import { createConversationStreamReader, isConversationEvent } from "./mistral/conversation-stream.ts";
import { isOllamaBody } from "./ollama/response.ts";
import { createOllamaStreamReader } from "./ollama/stream.ts";
import { createChatStreamReader, isChatChunk } from "./openai/chat-stream.ts";
import { readMediaBody } from "./openai/media-response.ts";
import { createMediaStreamReader, isMediaEvent } from "./openai/media-stream.ts";
import { createResponsesStreamReader, isResponsesEvent } from "./openai/responses-stream.ts";
import { createAgentsStreamReader, isAgentsEvent } from "./openai-agents/stream.ts";
import {
  type ChunkFacts,
  type ProviderReading,
  type ReadHint,
  type ReportedUsage,
  type StreamReader,
  usageOf,
} from "./reading.ts";

interface StreamFormat {
  readonly matches: (chunk: unknown) => boolean;
  readonly create: (hint?: ReadHint) => StreamReader;
}

/** Tried in this order on each chunk until one matches. */
const FORMATS: readonly StreamFormat[] = [
  { matches: isAnthropicEvent, create: createAnthropicStreamReader },
  { matches: isAgentsEvent, create: (hint) => createAgentsStreamReader(hint, createStreamReader(hint)) },
  { matches: isInteractionEvent, create: createInteractionStreamReader },
  { matches: isResponsesEvent, create: createResponsesStreamReader },
  { matches: isMediaEvent, create: createMediaStreamReader },
  { matches: isConversationEvent, create: createConversationStreamReader },
  { matches: isCohereEvent, create: createCohereStreamReader },
  { matches: isChatChunk, create: createChatStreamReader },
  { matches: isGenerateContentBody, create: createGenerateContentStreamReader },
  { matches: isConverseEvent, create: createConverseStreamReader },
  { matches: isOllamaBody, create: createOllamaStreamReader },
  { matches: isAiSdkPart, create: createAiSdkStreamReader },
  { matches: isLangChainEvent, create: createLangChainEventReader },
  { matches: isLangChainChunk, create: createLangChainStreamReader },
  { matches: isVendorBody, create: createVendorStreamReader },
  { matches: isCohereBody, create: (hint) => createWholeReader(readCohereBody, hint) },
  { matches: isTranscription, create: (hint) => createWholeReader(readMediaBody, hint) },
];

/**
 * Starts to read one streamed response, chunk by chunk as the provider's client yields them. The format is recognised by the
 * first chunk that has one.
 */
export function createStreamReader(hint?: ReadHint): StreamReader {
  let reader: StreamReader | undefined;
  let metrics: ReportedUsage | undefined;
  let latency: number | undefined;
  let stopped = false;
  // The chunks came as the format has them, and nothing of Bedrock's stands around or in them.
  let direct = false;
  const fold = (sent: unknown): ChunkFacts | undefined => {
    const invoked = parseInvokeBytes(sent);
    const chunk = invoked ?? unwrap(sent);
    metrics = readInvocationMetrics(chunk) ?? metrics;
    latency = count(field(chunk, "amazon-bedrock-invocationMetrics"), "invocationLatency") ?? latency;
    stopped ||= invoked !== undefined && isStopped(invoked);
    const own = invoked === undefined ? hint : { provider: "aws.bedrock", ...hint };
    if (reader === undefined) {
      reader = FORMATS.find((format) => format.matches(chunk))?.create(own);
      direct = reader !== undefined && chunk === sent && invoked === undefined && hint?.provider !== "aws.bedrock";
    }
    return reader?.chunk(chunk);
  };
  return {
    chunk: (chunk) => {
      // Most of a stream: worth no closure and no further question.
      if (direct && reader?.plainChunk?.(chunk)) return undefined;
      return attempt(() => (direct ? reader?.chunk(chunk) : fold(chunk)), undefined);
    },
    reading: (end) => attempt(() => withMetrics(reader?.reading(end), metrics, latency, stopped), undefined),
  };
}

/** The last event of Mistral's transcriptions repeats what those before it said. */
function isTranscription(chunk: unknown): boolean {
  return word(chunk, "type") === "transcription.done";
}

/** The whole answer is in one chunk, as Cohere's older models on Bedrock send it. */
function createWholeReader(
  read: (body: unknown, hint?: ReadHint) => ProviderReading | undefined,
  hint?: ReadHint,
): StreamReader {
  let whole: unknown;
  return {
    chunk: (chunk) => {
      if (whole !== undefined) return undefined;
      whole = chunk;
      return { firstOutput: true };
    },
    reading: () => read(whole, hint),
  };
}

/**
 * Clients of Mistral and others yield `{ data: chunk }`, and readers of server-sent events give the data as text. A getter of that name,
 * such as Google's, writes warnings when it is read.
 */
function unwrap(sent: unknown): unknown {
  if (!isRecord(sent) || !Object.hasOwn(sent, "data")) return sent;
  const given = field(sent, "data");
  const data = typeof given === "string" ? parseJson(given) : given;
  return isRecord(data) && word(sent, "object") === undefined ? data : sent;
}

/** Vendors that report no tokens themselves have those that Bedrock counted. */
function withMetrics(
  reading: ProviderReading | undefined,
  metrics: ReportedUsage | undefined,
  serverLatencyMillis: number | undefined,
  stopped: boolean,
): ProviderReading | undefined {
  if (reading === undefined) return undefined;
  const told = {
    ...reading,
    ...(serverLatencyMillis !== undefined && { serverLatencyMillis }),
    ...(stopped && { refusal: { category: "guardrail_intervened" } }),
  };
  return metrics === undefined || reading.usage?.inputTokens !== undefined ? told : { ...told, ...usageOf(metrics) };
}
