import { createAnthropicStreamReader, isAnthropicEvent } from "./anthropic/stream.ts";
import { attempt } from "./fields.ts";
import { createInteractionStreamReader, isInteractionEvent } from "./google/interactions-stream.ts";
import { isGenerateContentBody } from "./google/response.ts";
import { createGenerateContentStreamReader } from "./google/stream.ts";
import { createChatStreamReader, isChatChunk } from "./openai/chat-stream.ts";
import { createResponsesStreamReader, isResponsesEvent } from "./openai/responses-stream.ts";
import type { ReadHint, StreamReader } from "./reading.ts";

interface StreamFormat {
  readonly matches: (chunk: unknown) => boolean;
  readonly create: (hint?: ReadHint) => StreamReader;
}

/** Tried in this order on each chunk until one matches. */
const FORMATS: readonly StreamFormat[] = [
  { matches: isAnthropicEvent, create: createAnthropicStreamReader },
  { matches: isInteractionEvent, create: createInteractionStreamReader },
  { matches: isGenerateContentBody, create: createGenerateContentStreamReader },
  { matches: isResponsesEvent, create: createResponsesStreamReader },
  { matches: isChatChunk, create: createChatStreamReader },
];

/**
 * Starts to read one streamed response, chunk by chunk as the provider's client yields them. The format is recognised by the
 * first chunk that has one.
 */
export function createStreamReader(hint?: ReadHint): StreamReader {
  let reader: StreamReader | undefined;
  return {
    chunk: (chunk) =>
      attempt(() => {
        reader ??= FORMATS.find((format) => format.matches(chunk))?.create(hint);
        return reader?.chunk(chunk);
      }, undefined),
    reading: (end) => attempt(() => reader?.reading(end), undefined),
  };
}
