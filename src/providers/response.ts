import { isAnthropicBody, readAnthropicBody } from "./anthropic/response.ts";
import { attempt } from "./fields.ts";
import { isGoogleEmbeddingsBody, readGoogleEmbeddingsBody } from "./google/embeddings.ts";
import { isInteractionBody, readInteractionBody } from "./google/interactions.ts";
import { isGenerateContentBody, readGenerateContentBody } from "./google/response.ts";
import { isChatBody, readChatBody } from "./openai/chat-response.ts";
import { isResponsesBody, readResponsesBody } from "./openai/responses-response.ts";
import type { ProviderReading, ReadHint } from "./reading.ts";

interface ResponseFormat {
  readonly matches: (body: unknown) => boolean;
  readonly read: (body: unknown, hint?: ReadHint) => ProviderReading | undefined;
}

/** Tried in this order: a shape that is marked comes before one that is only likely. */
const FORMATS: readonly ResponseFormat[] = [
  { matches: isAnthropicBody, read: readAnthropicBody },
  { matches: isInteractionBody, read: readInteractionBody },
  { matches: isGenerateContentBody, read: readGenerateContentBody },
  { matches: isGoogleEmbeddingsBody, read: readGoogleEmbeddingsBody },
  { matches: isResponsesBody, read: readResponsesBody },
  { matches: isChatBody, read: readChatBody },
];

/**
 * Reads the response of a model as its provider's client returns it, or as it came over the wire.
 *
 * @returns `undefined` when the shape is not recognised; nothing is guessed. Never throws.
 */
export function readResponse(body: unknown, hint?: ReadHint): ProviderReading | undefined {
  return attempt(() => FORMATS.find((format) => format.matches(body))?.read(body, hint), undefined);
}
