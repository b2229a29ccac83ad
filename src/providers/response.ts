import { isAiSdkBody, readAiSdkBody } from "./ai-sdk/response.ts";
import { isAnthropicBody, readAnthropicBody } from "./anthropic/response.ts";
import { parseInvokeBytes, readInvokeAnswer } from "./bedrock/invoke-body.ts";
import { isConverseBody, readConverseBody } from "./bedrock/response.ts";
import { isVendorBody, readVendorBody } from "./bedrock/vendor-body.ts";
import { isCohereBody, isRerankBody, readCohereAnswer, readRerankBody } from "./cohere/response.ts";
import { isEmbeddingsBody, readEmbeddingsBody } from "./embeddings.ts";
import { attempt, field, has, isRecord } from "./fields.ts";
import { isGoogleEmbeddingsBody, readGoogleEmbeddingsBody } from "./google/embeddings.ts";
import { isGoogleImagesBody, readGoogleImagesBody } from "./google/images.ts";
import { isInteractionBody, readInteractionBody } from "./google/interactions.ts";
import { isGenerateContentBody, readGenerateContentBody } from "./google/response.ts";
import { isLangChainBody, readLangChainBody } from "./langchain/response.ts";
import { isConversationBody, readConversationBody } from "./mistral/conversation.ts";
import { isOcrBody, readOcrBody } from "./mistral/ocr.ts";
import { isOllamaBody, readOllamaBody } from "./ollama/response.ts";
import { isChatBody, readChatAnswer } from "./openai/chat-response.ts";
import { isMediaBody, readMediaBody } from "./openai/media-response.ts";
import { isResponsesBody, readResponsesBody } from "./openai/responses-response.ts";
import { isTurnBody, readTurnBody } from "./openai/turn-response.ts";
import { isAgentsBody, readAgentsBody } from "./openai-agents/response.ts";
import type { ProviderReading, ReadHint } from "./reading.ts";

interface ResponseFormat {
  readonly matches: (body: unknown) => boolean;
  readonly read: (body: unknown, hint?: ReadHint) => ProviderReading | undefined;
}

/**
 * Tried in this order: a shape that is marked comes before one that others could share. The clients of Google have getters that write
 * warnings (`text`), so their shape comes before those that are told by such a property.
 */
const FORMATS: readonly ResponseFormat[] = [
  { matches: isAnthropicBody, read: readAnthropicBody },
  { matches: isInteractionBody, read: readInteractionBody },
  { matches: isTurnBody, read: readTurnBody },
  { matches: isResponsesBody, read: readResponsesBody },
  { matches: isConversationBody, read: readConversationBody },
  { matches: isOcrBody, read: readOcrBody },
  { matches: isChatBody, read: readChatAnswer },
  // Embeddings can have the usage by which an answer without candidates is told.
  { matches: isGoogleEmbeddingsBody, read: readGoogleEmbeddingsBody },
  { matches: isGenerateContentBody, read: readGenerateContentBody },
  { matches: isGoogleImagesBody, read: readGoogleImagesBody },
  { matches: isConverseBody, read: readConverseBody },
  { matches: isLangChainBody, read: readLangChainBody },
  { matches: isAgentsBody, read: (body, hint) => readAgentsBody(body, hint, (inner) => readBody(inner, hint)) },
  { matches: isAiSdkBody, read: readAiSdkBody },
  { matches: isOllamaBody, read: readOllamaBody },
  { matches: isCohereBody, read: readCohereAnswer },
  { matches: isEmbeddingsBody, read: readEmbeddingsBody },
  { matches: isRerankBody, read: readRerankBody },
  { matches: isMediaBody, read: readMediaBody },
  { matches: isVendorBody, read: readVendorBody },
];

/**
 * Reads the response of a model as its provider's client returns it, or as it came over the wire.
 *
 * @returns `undefined` when the shape is not recognised; nothing is guessed. Never throws.
 */
export function readResponse(body: unknown, hint?: ReadHint): ProviderReading | undefined {
  return attempt(() => {
    if (!isRecord(body) || isUnfinished(body)) return undefined;
    // Clients made by Fern hand the answer on with its raw response beside it.
    if (has(body, "rawResponse")) return readBody(field(body, "data"), hint);
    const invoked = parseInvokeBytes(body);
    if (invoked === undefined) return readBody(body, hint);
    const reading = readBody(invoked, { provider: "aws.bedrock", ...hint });
    return reading === undefined ? undefined : { ...reading, ...readInvokeAnswer(body, invoked) };
  }, undefined);
}

/** What a promise, a stream, a `Response` or a result of `streamText` has: reading other properties of theirs could start something. */
const UNFINISHED: readonly PropertyKey[] = [
  "then",
  Symbol.asyncIterator,
  "textStream",
  "fullStream",
  "partialObjectStream",
  "arrayBuffer",
];

function isUnfinished(body: unknown): boolean {
  return UNFINISHED.some((key) => has(body, key));
}

function readBody(body: unknown, hint: ReadHint | undefined): ProviderReading | undefined {
  return FORMATS.find((format) => format.matches(body))?.read(body, hint);
}
