import type { ImageGeneration } from "../../semconv/usage.ts";
import { defined, field, has, isList, list, path, word } from "../fields.ts";
import type { ReadHint, ReportedUsage } from "../reading.ts";

/** What tools of OpenAI did in an answer. They are billed, and in no usage of the AI SDK. */
interface ToolsUsed {
  readonly usage: ReportedUsage;
  readonly imageGeneration?: ImageGeneration;
}

/** Reads what OpenAI's own tools did by the shape of their results: the tools have whatever names the application gave them. */
export function readOpenAiTools(content: readonly unknown[], hint: ReadHint): ToolsUsed {
  if (hint.provider !== "openai" && hint.provider !== "azure.ai.openai") return { usage: {} };
  const results = content.filter(isOfProvider).map((part) => field(part, "result") ?? field(part, "output"));
  const countOf = (isOne: (result: unknown) => boolean) => results.filter(isOne).length || undefined;
  const webSearches = countOf((result) => word(field(result, "action"), "type") === "search");
  const made = results.some((result) => typeof field(result, "result") === "string");
  return {
    usage: {
      webSearches,
      previewWebSearches: toolOf(hint, "web_search_preview") === undefined ? undefined : webSearches,
      fileSearches: countOf((result) => isList(field(result, "queries")) && has(result, "results")),
      codeInterpreterCalls: countOf((result) => has(result, "outputs")),
    },
    ...(made && { imageGeneration: defined<ImageGeneration>({ model: imageModel(hint) }) }),
  };
}

/** A model gives results of its provider's tools alone; in what the AI SDK makes of them, those of the application stand beside them. */
function isOfProvider(part: unknown): boolean {
  if (word(part, "type") !== "tool-result" || field(part, "preliminary") === true) return false;
  return has(part, "result") || field(part, "providerExecuted") === true;
}

function toolOf(hint: ReadHint, name: string): unknown {
  return list(hint.tools).find((tool) => word(tool, "id") === `openai.${name}`);
}

function imageModel(hint: ReadHint): string | undefined {
  return word(path(toolOf(hint, "image_generation"), "args"), "model");
}
