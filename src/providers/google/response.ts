import { add, attempt, count, defined, field, has, isList, isRecord, list, path, word } from "../fields.ts";
import { type ProviderReading, type ReadHint, reasonsOf, type ToolCallName, usageOf } from "../reading.ts";
import { toGoogleMessage } from "./messages.ts";
import { billedSearches, readGoogleUsage } from "./usage.ts";

/** Whether a body is an answer of `generateContent`; the older clients wrap it in `response`. */
export function isGenerateContentBody(body: unknown): boolean {
  const answer = unwrap(body);
  if (isList(field(answer, "candidates"))) {
    const first = field(field(answer, "candidates"), "0");
    return first === undefined || has(first, "content") || has(first, "finishReason");
  }
  // A message of a live session has usage as well, of a turn that is not over.
  if (has(answer, "serverContent")) return false;
  return (
    isRecord(field(answer, "promptFeedback")) || count(field(answer, "usageMetadata"), "promptTokenCount") !== undefined
  );
}

/** Reads an answer of `generateContent` of the Gemini API or of Vertex AI, as it came or as their clients return it. */
export function readGenerateContentBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const answer = unwrap(body);
  const candidates = list(field(answer, "candidates"));
  const metadata = field(answer, "usageMetadata");
  const model = word(answer, "modelVersion");
  const reported = { ...readGoogleUsage(metadata), webSearches: webSearches(candidates, model) };
  const calls = candidates.flatMap((candidate) => list(path(candidate, "content", "parts")).flatMap(toToolCall));
  return defined<ProviderReading>({
    format: "google.generate_content",
    provider: hint.provider ?? (word(metadata, "trafficType") === undefined ? "gcp.gen_ai" : "gcp.vertex_ai"),
    operation: hint.operation ?? "generate_content",
    responseId: word(answer, "responseId"),
    responseModel: model,
    finishReasons: reasonsOf(candidates.map((candidate) => word(candidate, "finishReason"))),
    ...usageOf(reported),
    serviceTier: word(metadata, "serviceTier") ?? word(metadata, "trafficType"),
    refusal: refusalOf(answer, candidates),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () => attempt(() => candidates.map(toOutputMessage), []),
  });
}

function unwrap(body: unknown): unknown {
  const inner = field(body, "response");
  return isList(field(inner, "candidates")) || isRecord(field(inner, "promptFeedback")) ? inner : body;
}

function toOutputMessage(candidate: unknown) {
  return { ...toGoogleMessage(field(candidate, "content")), role: "assistant" };
}

function toToolCall(part: unknown): readonly ToolCallName[] {
  const call = field(part, "functionCall");
  const name = word(call, "name");
  return name === undefined ? [] : [defined<ToolCallName>({ id: word(call, "id"), name })];
}

function webSearches(candidates: readonly unknown[], model: string | undefined): number | undefined {
  const billed = candidates.map((candidate) =>
    billedSearches(list(path(candidate, "groundingMetadata", "webSearchQueries")), model),
  );
  return add(...billed);
}

/** Reasons with which a filter stops a candidate. */
const BLOCKED: ReadonlySet<string> = new Set([
  "SAFETY",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
]);

function refusalOf(answer: unknown, candidates: readonly unknown[]): { category?: string } | undefined {
  const reason = word(field(answer, "promptFeedback"), "blockReason");
  if (reason !== undefined) return { category: reason };
  const stopped = candidates.map((candidate) => word(candidate, "finishReason")).find((one) => BLOCKED.has(one ?? ""));
  return stopped === undefined ? undefined : { category: stopped };
}
