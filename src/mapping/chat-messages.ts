import { EncodedText } from "../internal/encoded-text.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";
import {
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_SYSTEM_INSTRUCTIONS,
} from "../semconv/gen-ai-attributes.ts";
import { inputOf, outputOf, type SpanFacts } from "./span-facts.ts";

/** A message as chat completions write it, which is what backends draw as a conversation. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ChatContent[];
  readonly tool_calls?: readonly ChatToolCall[];
  readonly tool_call_id?: string;
}

export type ChatContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

export interface ChatToolCall {
  readonly id?: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

type Json = Readonly<Record<string, unknown>>;

/** The conversation that a model was given, the system's words first; undefined where the destination may not have it. */
export function inputMessages(span: SpanFacts): readonly ChatMessage[] | undefined {
  const given = span.get(GEN_AI_INPUT_MESSAGES);
  const messages = messagesOf(given);
  // What a limit has cut is given as it is, by whoever asks.
  if (messages === undefined && given !== undefined) return undefined;
  const system = textOf(listOf(span.get(GEN_AI_SYSTEM_INSTRUCTIONS)) ?? []);
  return system === "" ? messages : [{ role: "system", content: system }, ...(messages ?? [])];
}

export function outputMessages(span: SpanFacts): readonly ChatMessage[] | undefined {
  return messagesOf(span.get(GEN_AI_OUTPUT_MESSAGES));
}

/** What went in or came out of a span, as text, and whether it is JSON. */
export interface SpanText {
  readonly value: TelemetryValue;
  readonly isJson: boolean;
}

/** What went in: a conversation, the arguments of a tool, a query. Undefined where the destination may not have it. */
export function inputText(span: SpanFacts, messages: Messages = inputMessages(span)): SpanText | undefined {
  return textOfMessages(messages) ?? textOfValue(inputOf(span));
}

/** What came out: messages, the result of a tool, documents. */
export function outputText(span: SpanFacts, messages: Messages = outputMessages(span)): SpanText | undefined {
  return textOfMessages(messages) ?? textOfValue(outputOf(span));
}

type Messages = readonly ChatMessage[] | undefined;

function textOfMessages(messages: Messages): SpanText | undefined {
  return messages === undefined ? undefined : { value: JSON.stringify(messages), isJson: true };
}

function textOfValue(value: TelemetryValue | undefined): SpanText | undefined {
  if (value === undefined) return undefined;
  return {
    value,
    // Asked by few, and the answer takes as long as reading all of it.
    get isJson() {
      return parsed(value) !== undefined;
    },
  };
}

function messagesOf(value: TelemetryValue | undefined): readonly ChatMessage[] | undefined {
  return listOf(value)?.flatMap(toChatMessages);
}

/** One message of the conventions; results of several tools in one become a message each. */
function toChatMessages(message: Json): readonly ChatMessage[] {
  const role = typeof message.role === "string" ? message.role : "user";
  const parts = Array.isArray(message.parts) ? message.parts.filter(isJson) : [];
  const results = parts
    .filter(({ type }) => type === "tool_call_response")
    .map(({ id, response }) => ({
      role: "tool",
      content: asText(response),
      ...(typeof id === "string" && { tool_call_id: id }),
    }));
  const calls = parts.filter(({ type }) => type === "tool_call").map(toToolCall);
  const content = contentOf(parts);
  if (content === "" && calls.length === 0) return results;
  const said = { role, ...(content !== "" && { content }), ...(calls.length > 0 && { tool_calls: calls }) };
  return [...results, said];
}

function toToolCall({ id, name, arguments: given }: Json): ChatToolCall {
  return {
    ...(typeof id === "string" && { id }),
    type: "function",
    function: { name: asText(name), arguments: given === undefined ? "{}" : asText(given) },
  };
}

/** Pictures that have an address stand between the texts; without any, the content is one text. */
function contentOf(parts: readonly Json[]): string | readonly ChatContent[] {
  if (!parts.some((part) => addressOf(part) !== undefined)) return textOf(parts);
  return parts.flatMap((part): ChatContent[] => {
    const url = addressOf(part);
    if (url !== undefined) return [{ type: "image_url", image_url: { url } }];
    const text = textOf([part]);
    return text === "" ? [] : [{ type: "text", text }];
  });
}

/** Where a picture is to be had; those that came with the request are known by a hash only. */
function addressOf({ type, modality, uri }: Json): string | undefined {
  return type === "uri" && modality === "image" && typeof uri === "string" && /^https?:/.test(uri) ? uri : undefined;
}

/** Text of the parts; media are named, reasoning is left out as providers do. */
function textOf(parts: readonly Json[]): string {
  const texts = parts.flatMap(({ type, content, modality }) => {
    if (type === "text") return [asText(content)];
    return typeof modality === "string" ? [`[${modality}]`] : [];
  });
  return texts.join("\n");
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** What is in a list of objects, or in the JSON text of one. */
export function listOf(value: TelemetryValue | undefined): readonly Json[] | undefined {
  const list = value === undefined ? undefined : parsed(value);
  return Array.isArray(list) ? list.filter(isJson) : undefined;
}

function parsed(value: TelemetryValue): unknown {
  if (typeof value !== "string" && !(value instanceof EncodedText)) return value;
  try {
    return JSON.parse(value.toString());
  } catch {
    // Plain text, or what a limit has cut.
    return undefined;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
