import { types } from "node:util";
import { isList } from "../internal/own-keys.ts";
import { toMessage, toolCount, toSystemInstructions, toToolDefinitions } from "../providers/index.ts";
import * as own from "../semconv/agentscribe-attributes.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import * as genAi from "../semconv/gen-ai-attributes.ts";
import type { Message } from "../semconv/messages.ts";
import type { ContentGate } from "./ports.ts";
import { type AttributeDraft, put } from "./present.ts";
import type { Scope } from "./scope.ts";
import { withoutToolContent } from "./tool-parts.ts";

/**
 * Keeps messages if their kind is captured, and their count and size in any case.
 *
 * `value` is a list of messages in any provider's shape or the conventions', one message, or a text.
 */
export function captureMessages(scope: Scope, kind: "prompts" | "responses", key: string, value: unknown): void {
  const role = kind === "prompts" ? "user" : "assistant";
  capture(scope, kind, key, value, (one) =>
    typeof one === "string" ? { role, parts: [{ type: "text", content: one }] } : toMessage(one),
  );
}

/** What a model wrote, as the reading of its response converted it: it is not converted again. */
export function captureOutput(scope: Scope, key: string, messages: readonly Message[]): void {
  capture(scope, "responses", key, messages, (one) => one as Message);
}

function capture(
  scope: Scope,
  kind: "prompts" | "responses",
  key: string,
  value: unknown,
  convert: (one: unknown) => Message | undefined,
): void {
  if (value === undefined || value === null) return;
  const { content } = scope.recorder.ports;
  const messages: readonly unknown[] = isList(value) ? value : [value];
  const conversation = kind === "prompts" ? conversationOf(scope) : undefined;
  const captured = content.allows(kind)
    ? content.messages(kind, messages, gated(content, kind, convert), {
        budget: scope.budget,
        conversation,
      })
    : undefined;
  const size = captured?.size ?? content.size(value);
  const said: AttributeDraft = {};
  if (kind === "prompts") said[own.INPUT_MESSAGES] = messages.length;
  said[kind === "prompts" ? own.INPUT_SIZE : own.OUTPUT_SIZE] = size;
  if (captured !== undefined) put(said, own.INPUT_OMITTED_MESSAGES, captured.omitted);
  scope.span.setAttributes(said);
  if (captured !== undefined) setCaptured(scope, kind, key, captured.text);
  else if (content.allows(kind)) scope.drop(kind);
  else scope.withhold(kind, size);
}

/** The conversation whose later calls may leave out what this one has: only where that goes wherever content does. Events tell of model calls alone. */
function conversationOf(scope: Scope): string | undefined {
  const { onSpans, onEvents } = scope.recorder.ports.content;
  const isSent = (!onSpans || scope.span.api.isRecording()) && (!onEvents || scope.plan.kind === "llm");
  const conversation = scope.inherited[genAi.GEN_AI_CONVERSATION_ID];
  return isSent && typeof conversation === "string" ? conversation : undefined;
}

/** Converts without what other gates withhold of tools: the same for one kind as long as the client lives, for its messages are kept as they were converted. */
function gated(
  content: ContentGate,
  kind: "prompts" | "responses",
  convert: (one: unknown) => Message | undefined,
): (one: unknown) => Message | undefined {
  // A text goes to all who may have its kind, so that all of them decide what of tools is in it.
  const open = {
    arguments: content.allowsEverywhere("toolArguments", kind),
    results: content.allowsEverywhere("toolResults", kind),
  };
  if (open.arguments && open.results) return convert;
  return (one) => {
    const message = convert(one);
    return message === undefined ? undefined : withoutToolContent(message, open);
  };
}

/** Instructions given apart from the messages. */
export function captureSystem(scope: Scope, system: unknown): void {
  if (system === undefined || system === null || (isList(system) && system.length === 0)) return;
  const { content } = scope.recorder.ports;
  const size = content.size(system);
  scope.span.setAttributes({ [own.SYSTEM_SIZE]: size });
  const text = content.allows("system")
    ? content.json("system", toSystemInstructions(firstParts(system)), { budget: scope.budget })
    : undefined;
  if (text === undefined) scope.withhold("system", size);
  else setCaptured(scope, "system", genAi.GEN_AI_SYSTEM_INSTRUCTIONS, text);
}

/** Longer lists are cut when they are written anyway, so the rest is not converted. */
function firstParts(system: unknown): unknown {
  if (types.isProxy(system) || !isList(system) || system.length <= MAX_PARTS) return system;
  return system.slice(0, MAX_PARTS);
}

const MAX_PARTS = 1_001;

/** Tools offered to the model: their number, and all of them where tool descriptions are captured. */
export function captureTools(scope: Scope, tools: unknown): void {
  if (tools === undefined || tools === null) return;
  const { content } = scope.recorder.ports;
  const offered = toolCount(tools);
  if (offered !== undefined) scope.span.setAttributes({ [own.REQUEST_TOOLS]: offered });
  if (!content.allows("toolDescriptions")) {
    scope.withhold("toolDescriptions", content.size(tools));
    return;
  }
  const definitions = toToolDefinitions(tools);
  const text =
    definitions.length === 0 ? undefined : content.json("toolDescriptions", definitions, { budget: scope.budget });
  if (text === undefined && !(isList(tools) && tools.length === 0)) scope.drop("toolDescriptions");
  if (text !== undefined) setCaptured(scope, "toolDescriptions", genAi.GEN_AI_TOOL_DEFINITIONS, text);
}

/** One value of content that is no message under its key, with its size kept under `sizeKey`; `program` is that whose arguments it is. */
export function captureValue(
  scope: Scope,
  kind: ContentKind,
  key: string,
  sizeKey: string | undefined,
  value: unknown,
  program?: string,
): void {
  if (value === undefined) return;
  const { content } = scope.recorder.ports;
  const size = content.valueSize(value);
  if (sizeKey !== undefined) scope.span.setAttributes({ [sizeKey]: size });
  const text = content.allows(kind)
    ? content.json(kind, value, {
        wrapObject: kind !== "commandArguments",
        budget: scope.budget,
        ...(program !== undefined && { program }),
      })
    : undefined;
  if (text === undefined) scope.withhold(kind, size);
  else setCaptured(scope, kind, key, text);
}

/** The body of a request or an answer, of which `text` may be the start alone; its whole length is kept under `sizeKey`. */
export function captureBody(scope: Scope, key: string, sizeKey: string, text: string, chars: number): void {
  scope.span.setAttributes({ [sizeKey]: chars });
  const { content } = scope.recorder.ports;
  const captured = content.text("rawBodies", text, { budget: scope.budget, totalChars: chars });
  if (captured === undefined) scope.withhold("rawBodies", chars);
  else setCaptured(scope, "rawBodies", key, captured);
}

/** Puts content that passed its gate where the capture policy wants it: on the span, and on the event that tells of it. */
export function setCaptured(
  scope: Scope,
  kind: ContentKind,
  key: string,
  text: Parameters<Scope["span"]["setContent"]>[2],
): void {
  scope.captured ??= {};
  scope.captured[key] = { kind, value: text };
  const { content } = scope.recorder.ports;
  if (content.onSpans) scope.span.setContent(content.placed(kind, "span"), key, text);
}
