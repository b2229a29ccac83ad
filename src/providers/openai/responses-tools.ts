import type { ImageGeneration } from "../../semconv/usage.ts";
import { add, cased, count, defined, field, list, path, word } from "../fields.ts";
import { usageOf } from "../reading.ts";
import { serverToolSearches } from "./dialect.ts";

/** Billed searches of the web. Opening a page and looking inside it belong to a search that is counted already. */
export function webSearches(body: unknown, usage: unknown, items: readonly unknown[]): number | undefined {
  return (
    count(path(body, "tool_usage", "web_search"), "num_requests") ??
    count(cased(usage, "server_side_tool_usage_details"), "web_search_calls") ??
    serverToolSearches(usage) ??
    countOf(items, (item) => {
      const action = word(field(item, "action"), "type");
      return word(item, "type") === "web_search_call" && (action === undefined || action === "search");
    })
  );
}

/** Those of the searches that the older tool made: all of them where it is declared, which then costs no less than the newer one. */
export function previewWebSearches(searches: number | undefined, tools: readonly unknown[]): number | undefined {
  return searches && tools.some((tool) => word(tool, "type")?.startsWith("web_search_preview")) ? searches : undefined;
}

/** Searches of files, each billed as one call whatever it looked for. */
export function fileSearches(items: readonly unknown[]): number | undefined {
  return countOf(items, (item) => word(item, "type") === "file_search_call");
}

/** Runs of code. */
export function codeInterpreterCalls(items: readonly unknown[]): number | undefined {
  return countOf(items, (item) => word(item, "type") === "code_interpreter_call");
}

/** The tools of the response, which repeats those of its request with their defaults; else those of the request. */
export function declaredTools(body: unknown, asked: unknown): readonly unknown[] {
  const repeated = list(field(body, "tools"));
  return repeated.length > 0 ? repeated : list(asked);
}

/** What the image generation tool used, when it made an image. Its tokens are not in the usage of the response. */
export function imageGeneration(
  body: unknown,
  items: readonly unknown[],
  tools: readonly unknown[],
): ImageGeneration | undefined {
  const used = path(body, "tool_usage", "image_gen");
  const input = cased(used, "input_tokens_details");
  const output = cased(used, "output_tokens_details");
  const { usage } = usageOf({
    inputTokens: cased(used, "input_tokens"),
    outputTokens: cased(used, "output_tokens"),
    cacheReadTokens: count(used, "cached_tokens") || undefined,
    imageInputTokens: cased(input, "image_tokens"),
    imageOutputTokens: cased(output, "image_tokens"),
  });
  const reported = usage?.inputTokens || usage?.outputTokens ? usage : undefined;
  if (reported === undefined && !items.some(isMadeImage)) return undefined;
  return defined<ImageGeneration>({ model: imageModel(tools), usage: reported });
}

function isMadeImage(item: unknown): boolean {
  return word(item, "type") === "image_generation_call" && word(item, "status") !== "failed";
}

/** The model of the tool; of two tools with different models nobody says which one it was. */
function imageModel(tools: readonly unknown[]): string | undefined {
  const models = tools.filter((tool) => word(tool, "type") === "image_generation").map((tool) => word(tool, "model"));
  return models.every((model) => model === models[0]) ? models[0] : undefined;
}

function countOf(items: readonly unknown[], isCounted: (item: unknown) => boolean): number | undefined {
  return add(...items.filter(isCounted).map(() => 1));
}
