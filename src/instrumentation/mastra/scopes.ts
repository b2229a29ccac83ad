import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { ScopeOptions } from "../../record/scope-type.ts";
import type { AgentHandle } from "../../record/scopes/agent.ts";
import type { EmbeddingsCall } from "../../record/scopes/embeddings.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import type { MemoryCall } from "../../record/scopes/retrieval.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import type { WorkflowHandle } from "../../record/scopes/workflow.ts";
import type { MemoryOperation } from "../../semconv/operations.ts";
import { expectModel } from "../ai-sdk/claims.ts";
import { ModelCall } from "../ai-sdk/model-call.ts";
import { namedModel } from "../ai-sdk/model-facts.ts";
import { readPath } from "../read-path.ts";
import { inferenceOptions, tellInference } from "./inference.ts";
import { type MastraSpan, numberOf, textOf } from "./span-types.ts";

/** A scope that stands for a span of Mastra. */
export interface StartedScope {
  /** Absent for a model call that a limit refused: nothing is recorded of it. */
  readonly handle?: ScopeHandle;
  /** Tells the scope what is known when the span is over. */
  finish(span: MastraSpan): void;
  /** Why the span failed, when that is known better than from what Mastra says of it. */
  error?(span: MastraSpan | undefined): unknown;
  /** Whether a model call came to know what it used. */
  isUsageKnown?(span: MastraSpan | undefined): boolean;
  /** When the model had answered, in milliseconds since 1970; absent where nobody saw it. */
  answeredAt?(): number | undefined;
}

/** Where a scope belongs, and the generation that a model call is a part of. */
export interface Place {
  readonly within: { readonly within?: ScopeHandle };
  readonly generation: MastraSpan | undefined;
}

type StartScope = (client: RecordClient, span: MastraSpan, place: Place) => StartedScope;

/** Spans of other types are not recorded: what runs inside belongs to the scope around them. */
const STARTERS: Readonly<Record<string, StartScope>> = {
  agent_run: startAgent,
  workflow_run: startWorkflow,
  workflow_step: startStep,
  model_inference: startInference,
  tool_call: startTool,
  mcp_tool_call: startTool,
  memory_operation: startMemory,
  rag_embedding: startEmbeddings,
};

/** Starts the scope of a span; absent when none stands for its type. */
export function startScopeOf(client: RecordClient, span: MastraSpan, place: Place): StartedScope | undefined {
  return Object.hasOwn(STARTERS, span.type) ? STARTERS[span.type]?.(client, span, place) : undefined;
}

function startAgent(client: RecordClient, span: MastraSpan, { within }: Place): StartedScope {
  const { attributes, metadata, input } = span;
  const conversationId =
    textOf(readPath(attributes, "conversationId")) ??
    textOf(readPath(metadata, "threadId")) ??
    textOf(readPath(metadata, "sessionId"));
  const system = textOf(readPath(attributes, "instructions"));
  const userId = textOf(readPath(metadata, "userId"));
  const handle: AgentHandle = client.startAgent({
    ...within,
    ...(span.entity !== undefined && { name: span.entity }),
    ...(conversationId !== undefined && { conversationId }),
    ...(system !== undefined && { system }),
    ...(input !== undefined && { input: readPath(input, "messages") ?? input }),
    ...(userId !== undefined && { attributes: { "user.id": userId } }),
  });
  if (userId !== undefined) handle.run(() => client.setContext({ "user.id": userId }));
  return {
    handle,
    finish: ({ output }) => {
      const text = textOf(readPath(output, "text"));
      if (text !== undefined) handle.output([{ role: "assistant", content: text }]);
    },
  };
}

function startWorkflow(client: RecordClient, span: MastraSpan, { within }: Place): StartedScope {
  const handle: WorkflowHandle = client.startWorkflow({
    ...within,
    ...(span.entity !== undefined && { name: span.entity }),
  });
  return { handle, finish: () => undefined };
}

function startStep(client: RecordClient, span: MastraSpan, { within }: Place): StartedScope {
  const handle = client.startStep({ ...within, name: span.entity ?? span.name ?? "step", nameKind: "step" });
  return { handle, finish: () => undefined };
}

function startInference(client: RecordClient, span: MastraSpan, place: Place): StartedScope {
  const { within, generation } = place;
  if (client.refusal?.(exactly(within)) !== undefined) return refusedInference(client, span, place);
  const handle: LlmCall = client.startLlm({ ...inferenceOptions(span, generation), ...exactly(within) });
  // A model of the AI SDK that is observed itself knows more than Mastra passes on: the response's id, the provider's own usage.
  let answeredAt: number | undefined;
  const call = new ModelCall(handle, () => (answeredAt = client.now()), false, span.parts);
  expectModel(handle, call);
  return {
    handle,
    // Mastra knows less of an answer than the model that gave it, and nothing of one that failed.
    finish: (ended) => (call.isTold || call.failure !== undefined ? undefined : tellInference(handle, ended)),
    isUsageKnown: (ended) => call.isTold || hasUsage(ended),
    // Mastra ends the span of a request that failed like any other, with this reason.
    error: (ended) => call.failure?.error ?? (isUnnamedFailure(ended) ? UNNAMED : undefined),
    answeredAt: () => answeredAt,
  };
}

/** A model that is observed refuses the request itself. Another has made it all the same when it comes to say what it used. */
function refusedInference(client: RecordClient, span: MastraSpan, { within, generation }: Place): StartedScope {
  const startTime = client.now();
  return {
    finish: (ended) => {
      if (!hasUsage(ended)) return;
      const call = client.startLlm({ ...inferenceOptions(span, generation), ...exactly(within), startTime });
      tellInference(call, ended);
      call.end();
    },
    isUsageKnown: hasUsage,
  };
}

function startTool(client: RecordClient, span: MastraSpan, { within }: Place): StartedScope {
  const { attributes, input, metadata } = span;
  const callId = textOf(readPath(attributes, "toolCallId")) ?? textOf(readPath(metadata, "toolCallId"));
  const description = textOf(readPath(attributes, "toolDescription"));
  const handle: ToolHandle = client.startTool({
    ...exactly(within),
    name: span.entity ?? "unknown",
    ...(callId !== undefined && { callId }),
    ...(description !== undefined && { description }),
    ...(input !== undefined && { arguments: input }),
  });
  return {
    handle,
    finish: ({ attributes: ended, output, hasError }) => {
      if (output !== undefined) handle.result(output);
      if (readPath(ended, "success") === false && !hasError) handle.error({ name: "tool_error", message: "" });
    },
  };
}

function hasUsage(ended: MastraSpan | undefined): boolean {
  return readPath(ended?.attributes, "usage", "inputTokens") !== undefined;
}

function isUnnamedFailure(ended: MastraSpan | undefined): boolean {
  return ended?.hasError === false && readPath(ended.attributes, "finishReason") === "error";
}

/** The error of a request that Mastra does not name with it. */
export const UNNAMED = { name: "_OTHER", message: "" } as const;

/** Mastra runs tools in the context of the model call that asked for them: where they belong is what Mastra says. */
function exactly({ within }: Place["within"]): ScopeOptions {
  return within === undefined ? {} : { parent: within };
}

const MEMORY: Readonly<Record<string, MemoryOperation>> = {
  recall: "search_memory",
  save: "create_memory",
  update: "update_memory",
  delete: "delete_memory",
};

function startMemory(client: RecordClient, span: MastraSpan, place: Place): StartedScope {
  const type = textOf(readPath(span.attributes, "operationType")) ?? "";
  const operation = Object.hasOwn(MEMORY, type) ? MEMORY[type] : undefined;
  if (operation === undefined) return startStep(client, span, place);
  const handle: MemoryCall = client.startMemory({ ...exactly(place.within), operation });
  return {
    handle,
    finish: ({ attributes }) => {
      const count = numberOf(readPath(attributes, "messageCount"));
      if (count !== undefined) handle.records(count);
    },
  };
}

function startEmbeddings(client: RecordClient, span: MastraSpan, { within }: Place): StartedScope {
  const { model, ...facts } = namedModel(readPath(span.attributes, "provider"), readPath(span.attributes, "model"));
  const handle: EmbeddingsCall = client.startEmbeddings({
    ...within,
    ...facts,
    ...(model !== undefined && { model }),
    ...(span.input !== undefined && { input: span.input }),
  });
  return {
    handle,
    finish: ({ attributes }) => {
      const inputTokens = numberOf(readPath(attributes, "usage", "inputTokens"));
      if (inputTokens !== undefined) handle.usage({ inputTokens });
    },
  };
}
