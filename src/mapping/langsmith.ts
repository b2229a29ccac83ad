import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { TASK_ID, TASK_TYPE, TENANT_ID } from "../semconv/agentscribe-attributes.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import { GEN_AI_PROVIDER_NAME, GEN_AI_REQUEST_MODEL } from "../semconv/gen-ai-attributes.ts";
import { type ChatMessage, inputMessages, outputMessages } from "./chat-messages.ts";
import { documentsOf } from "./documents.ts";
import type { MappedAttributes, PresetTable } from "./preset.ts";
import { inputOf, outputOf, type SpanFacts, type SpanRole } from "./span-facts.ts";
import { jsonOf, type SpanUsage, usageOf } from "./span-usage.ts";

/**
 * A thread of LangSmith is what runs have in common in `metadata.thread_id`; what it calls a session is a project.
 *
 * Source: https://docs.langchain.com/langsmith/trace-with-opentelemetry
 */
export const LANGSMITH: PresetTable = {
  kind: {
    key: "langsmith.span.kind",
    of: {
      model: "llm",
      embeddings: "embedding",
      retrieval: "retriever",
      tool: "tool",
      agent: "chain",
      chain: "chain",
      other: "chain",
    },
  },
  copies: {
    "langsmith.metadata.thread_id": SESSION_ID,
    "langsmith.metadata.user_id": USER_ID,
    "langsmith.metadata.ls_model_name": GEN_AI_REQUEST_MODEL,
    "langsmith.metadata.task_id": TASK_ID,
    "langsmith.metadata.task_type": TASK_TYPE,
    "langsmith.metadata.tenant_id": TENANT_ID,
  },
  failsByEvent: true,
  more(span, role) {
    const usage = usageOf(span, role);
    const provider = providerOf(span);
    return {
      "langsmith.metadata.ls_provider": provider,
      "gen_ai.system": provider,
      ...(!readsMessages(role) && {
        "input.value": runText(inputMessages(span)) ?? inputOf(span),
        "output.value": runText(outputMessages(span)) ?? outputOf(span),
      }),
      // It keeps the usage in the output, and drops it where there is none.
      ...(usage !== undefined && !hasOutput(span) && { "output.value": "{}" }),
      ...foundDocuments(span, role),
      "gen_ai.usage.total_tokens": usage?.total,
      "langsmith.usage_metadata": usage && usageMetadata(usage),
    };
  },
};

/** Providers that it calls otherwise, by which it finds prices and opens its playground. Source: https://docs.langchain.com/langsmith/ls-metadata-parameters */
const PROVIDERS: ReadonlyMap<TelemetryValue | undefined, string> = new Map([
  ["aws.bedrock", "bedrock"],
  ["azure.ai.inference", "azure"],
  ["azure.ai.openai", "azure"],
  ["gcp.gemini", "google_genai"],
  ["gcp.gen_ai", "google_genai"],
  ["gcp.vertex_ai", "google_vertexai"],
  ["mistral_ai", "mistral"],
]);

function providerOf(span: SpanFacts): TelemetryValue | undefined {
  const provider = span.get(GEN_AI_PROVIDER_NAME);
  return PROVIDERS.get(provider) ?? provider;
}

/** It reads the messages of model calls by the names of the conventions. */
function readsMessages(role: SpanRole): boolean {
  return role === "model";
}

/** Where spans of others have an output, which `output.value` would hide. */
const OUTPUT_KEYS = ["gen_ai.completion", "traceloop.entity.output", "all_messages_events"];

function hasOutput(span: SpanFacts): boolean {
  return outputOf(span) !== undefined || OUTPUT_KEYS.some((key) => span.get(key) !== undefined);
}

/** What goes in and out of a run is an object there, and a conversation stands in its `messages`: a list alone is one text. */
function runText(messages: readonly ChatMessage[] | undefined): string | undefined {
  return messages && JSON.stringify({ messages });
}

/** It reads documents up to the first without text, and then leaves `output.value` alone: all of them, or none. */
function foundDocuments(span: SpanFacts, role: SpanRole): MappedAttributes {
  const documents = documentsOf(span, role);
  if (!documents.every(({ content = "" }) => content !== "")) return {};
  return Object.fromEntries(
    documents.flatMap(({ content, metadata }, index) => [
      [`retrieval.documents.${index}.document.content`, content],
      [`retrieval.documents.${index}.document.metadata`, metadata],
    ]),
  );
}

function usageMetadata(usage: SpanUsage): string | undefined {
  return jsonOf({
    input_tokens: usage.input,
    output_tokens: usage.output,
    total_tokens: usage.total,
    input_token_details: present({
      cache_read: usage.cacheRead,
      cache_creation: usage.cacheWrite,
      audio: usage.audioInput,
      image: usage.imageInput,
    }),
    output_token_details: present({
      reasoning: usage.reasoning,
      audio: usage.audioOutput,
      image: usage.imageOutput,
    }),
    total_cost: usage.costUsd,
  });
}

function present<T extends Readonly<Record<string, number | undefined>>>(details: T): T | undefined {
  return Object.values(details).some((value) => value !== undefined) ? details : undefined;
}
