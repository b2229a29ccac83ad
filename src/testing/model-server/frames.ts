import type { FullAnswer } from "./answer-parts.ts";
import { anthropicEvents, anthropicMessage } from "./anthropic.ts";
import { chatCompletion, chatCompletionChunks } from "./chat-completions.ts";
import { googleChunks, googleContent } from "./google.ts";
import type { ModelRequest } from "./model-request.ts";
import { responseBody, responseEvents } from "./responses.ts";

/** A plain answer in the words of the API that was asked. */
export function answerBody(answer: FullAnswer, { api, body }: ModelRequest): object {
  if (api === "anthropic.messages") return anthropicMessage(answer);
  if (api === "google.generateContent") return googleContent(answer);
  return api === "openai.responses" ? responseBody(answer, body) : chatCompletion(answer);
}

/** A streamed answer as server-sent events, ready to be written one after the other. */
export function answerFrames(answer: FullAnswer, { api, body }: ModelRequest): readonly string[] {
  if (api === "anthropic.messages") return anthropicEvents(answer).map(namedEvent);
  if (api === "google.generateContent") return googleChunks(answer).map(dataEvent);
  if (api === "openai.responses") return responseEvents(answer, body).map(namedEvent);
  return [...chatCompletionChunks(answer, body).map(dataEvent), "data: [DONE]\n\n"];
}

function namedEvent(event: { readonly type: string }): string {
  return `event: ${event.type}\n${dataEvent(event)}`;
}

function dataEvent(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
