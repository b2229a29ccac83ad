import type { LlmCall, LlmOptions } from "../../record/scopes/llm.ts";
import type { Usage } from "../../semconv/usage.ts";
import { namedModel, withInstructionsApart } from "../ai-sdk/model-facts.ts";
import { readPath } from "../read-path.ts";
import { type MastraSpan, numberOf, textOf } from "./span-types.ts";

/**
 * The options of a model call: of a `model_inference` span, with the messages and tools that the generation around it was started with.
 */
export function inferenceOptions(span: MastraSpan, generation: MastraSpan | undefined): LlmOptions {
  const { attributes } = span;
  const model = namedModel(readPath(attributes, "provider"), readPath(attributes, "model"));
  const parameters = readPath(attributes, "parameters");
  const format = readPath(attributes, "responseFormat");
  const tools = readPath(generation?.attributes, "tools");
  const input = readPath(span.input, "messages") ?? readPath(generation?.input, "messages");
  return {
    ...model,
    request: {
      ...(typeof parameters === "object" && parameters),
      model: model.model,
      ...(readPath(attributes, "streaming") === true && { stream: true }),
      ...(format !== undefined && { responseFormat: typeof format === "string" ? { type: format } : format }),
    },
    ...(input !== undefined && withInstructionsApart(input)),
    ...(tools !== undefined && { tools }),
  };
}

/** Tells a call what Mastra knows at its end. */
export function tellInference(call: LlmCall, span: MastraSpan): void {
  const { attributes, output } = span;
  const [id, model] = [textOf(readPath(attributes, "responseId")), textOf(readPath(attributes, "responseModel"))];
  const finishReason = textOf(readPath(attributes, "finishReason"));
  const usage = readPath(attributes, "usage");
  call.response({
    finishReason,
    usage: {
      inputTokens: numberOf(readPath(usage, "inputTokens")),
      outputTokens: numberOf(readPath(usage, "outputTokens")),
    },
    response: { id, modelId: model },
    content: partsOf(output),
  });
  call.usage(usageOf(usage));
}

function partsOf(output: unknown): readonly unknown[] {
  const text = textOf(readPath(output, "text"));
  const calls = readPath(output, "toolCalls");
  const toolCalls = (Array.isArray(calls) ? calls : []).map((call: unknown) => {
    const payload = readPath(call, "payload") ?? call;
    const [toolCallId, toolName] = [readPath(payload, "toolCallId"), readPath(payload, "toolName")];
    return { type: "tool-call", toolCallId, toolName, input: readPath(payload, "args") ?? readPath(payload, "input") };
  });
  return [...(text === undefined ? [] : [{ type: "text", text }]), ...toolCalls];
}

/** Mastra's totals include what its details name. */
function usageOf(usage: unknown): Usage {
  const input = (key: string): number | undefined => numberOf(readPath(usage, "inputDetails", key));
  const output = (key: string): number | undefined => numberOf(readPath(usage, "outputDetails", key));
  const counts: Record<keyof Usage & string, number | undefined> | object = {
    inputTokens: numberOf(readPath(usage, "inputTokens")),
    outputTokens: numberOf(readPath(usage, "outputTokens")),
    cacheReadTokens: input("cacheRead"),
    cacheWriteTokens: input("cacheWrite"),
    cacheWrite5mTokens: input("cacheWrite5m"),
    cacheWrite1hTokens: input("cacheWrite1h"),
    audioInputTokens: input("audio"),
    imageInputTokens: input("image"),
    reasoningTokens: output("reasoning"),
    audioOutputTokens: output("audio"),
    imageOutputTokens: output("image"),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}
