import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import {
  GEN_AI_AGENT_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_TOOL_CALL_ID,
  GEN_AI_TOOL_DESCRIPTION,
  GEN_AI_TOOL_NAME,
} from "../semconv/gen-ai-attributes.ts";
import {
  type ChatContent,
  type ChatMessage,
  inputMessages,
  inputText,
  outputMessages,
  outputText,
  type SpanText,
} from "./chat-messages.ts";
import { documentsOf, type FoundDocument } from "./documents.ts";
import type { MappedAttributes, PresetTable } from "./preset.ts";
import { requestParameters } from "./request-parameters.ts";
import { modelOf, type SpanFacts, type SpanRole } from "./span-facts.ts";
import { jsonOf, usageOf } from "./span-usage.ts";

/**
 * OpenInference's conventions, for Phoenix, Arize and whoever reads them.
 *
 * Source: https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
 */
export const OPENINFERENCE: PresetTable = {
  kind: {
    key: "openinference.span.kind",
    of: {
      model: "LLM",
      embeddings: "EMBEDDING",
      retrieval: "RETRIEVER",
      tool: "TOOL",
      agent: "AGENT",
      chain: "CHAIN",
      other: "CHAIN",
    },
  },
  copies: {
    "session.id": SESSION_ID,
    "user.id": USER_ID,
    "agent.name": GEN_AI_AGENT_NAME,
    "tool.name": GEN_AI_TOOL_NAME,
    "tool.description": GEN_AI_TOOL_DESCRIPTION,
    "tool.id": GEN_AI_TOOL_CALL_ID,
  },
  more(span, role) {
    const [asked, said] = [inputMessages(span), outputMessages(span)];
    const [input, output] = [inputText(span, asked), outputText(span, said)];
    return {
      "input.value": input?.value,
      "input.mime_type": mimeTypeOf(input),
      "output.value": output?.value,
      "output.mime_type": mimeTypeOf(output),
      ...modelAttributes(span, role),
      ...flattenedDocuments(documentsOf(span, role)),
      ...(role === "model" && {
        ...flattened("llm.input_messages", asked),
        ...flattened("llm.output_messages", said),
      }),
    };
  },
};

function mimeTypeOf(text: SpanText | undefined): string | undefined {
  if (text === undefined) return undefined;
  return text.isJson ? "application/json" : "text/plain";
}

function modelAttributes(span: SpanFacts, role: SpanRole): MappedAttributes {
  const usage = usageOf(span, role);
  if (role !== "model" && role !== "embeddings") return {};
  const counted = {
    "llm.token_count.prompt": usage?.input,
    "llm.token_count.total": usage?.total,
    "llm.cost.total": usage?.costUsd,
  };
  if (role === "embeddings") return { "embedding.model_name": modelOf(span), ...counted };
  return {
    ...counted,
    "llm.model_name": modelOf(span),
    ...vendorOf(span),
    "llm.invocation_parameters": jsonOf(requestParameters(span)),
    "llm.token_count.completion": usage?.output,
    "llm.token_count.prompt_details.cache_read": usage?.cacheRead,
    "llm.token_count.prompt_details.cache_write": usage?.cacheWrite,
    "llm.token_count.prompt_details.audio": usage?.audioInput,
    "llm.token_count.prompt_details.image": usage?.imageInput,
    "llm.token_count.completion_details.reasoning": usage?.reasoning,
    "llm.token_count.completion_details.audio": usage?.audioOutput,
    "llm.token_count.completion_details.image": usage?.imageOutput,
  };
}

/** Who runs the model, and whose it is, by the words that OpenInference lists: one that applies must be used. The others have the same word in both. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["aws.bedrock", "aws"],
  ["azure.ai.inference", "azure"],
  ["azure.ai.openai", "azure"],
  ["gcp.gemini", "google"],
  ["gcp.gen_ai", "google"],
  ["gcp.vertex_ai", "google"],
  ["mistral_ai", "mistralai"],
  ["moonshot_ai", "moonshot"],
  ["x_ai", "xai"],
]);
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ["azure.ai.openai", "openai"],
  ["gcp.vertex_ai", "vertexai"],
  ["mistral_ai", "mistralai"],
  ["x_ai", "xai"],
]);
/** Whose models Bedrock runs, by what names of models there begin with. */
const ON_BEDROCK = /\b(ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai)\./;

function vendorOf(span: SpanFacts): MappedAttributes {
  const provider = span.get(GEN_AI_PROVIDER_NAME);
  if (typeof provider !== "string") return {};
  const vendor = provider === "aws.bedrock" ? ON_BEDROCK.exec(String(modelOf(span)))?.[1] : undefined;
  return {
    "llm.provider": HOSTS.get(provider) ?? provider,
    "llm.system": vendor === "mistral" ? "mistralai" : (vendor ?? SYSTEMS.get(provider) ?? provider),
  };
}

function flattened(prefix: string, messages: readonly ChatMessage[] | undefined): MappedAttributes {
  const flat: Record<string, TelemetryValue | undefined> = {};
  for (const [index, { role, content, tool_call_id: answers, tool_calls: calls = [] }] of (messages ?? []).entries()) {
    const message = `${prefix}.${index}.message`;
    flat[`${message}.role`] = role;
    if (typeof content === "object") addContents(flat, `${message}.contents`, content);
    else flat[`${message}.content`] = content;
    flat[`${message}.tool_call_id`] = answers;
    for (const [number, call] of calls.entries()) {
      const path = `${message}.tool_calls.${number}.tool_call`;
      flat[`${path}.id`] = call.id;
      flat[`${path}.function.name`] = call.function.name;
      flat[`${path}.function.arguments`] = call.function.arguments;
    }
  }
  return flat;
}

function addContents(
  flat: Record<string, TelemetryValue | undefined>,
  prefix: string,
  contents: readonly ChatContent[],
): void {
  for (const [index, content] of contents.entries()) {
    const item = `${prefix}.${index}.message_content`;
    flat[`${item}.type`] = content.type === "text" ? "text" : "image";
    if (content.type === "text") flat[`${item}.text`] = content.text;
    else flat[`${item}.image.image.url`] = content.image_url.url;
  }
}

function flattenedDocuments(documents: readonly FoundDocument[]): MappedAttributes {
  const flat: Record<string, TelemetryValue | undefined> = {};
  for (const [index, { id, score, content, metadata }] of documents.entries()) {
    const document = `retrieval.documents.${index}.document`;
    flat[`${document}.id`] = id;
    flat[`${document}.score`] = score;
    flat[`${document}.content`] = content;
    flat[`${document}.metadata`] = metadata;
  }
  return flat;
}
