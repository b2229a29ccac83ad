import { add, attempt, count, defined, field, firstOf, has, isList, list, path, word } from "../fields.ts";
import { textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, reasonsOf, usageOf } from "../reading.ts";

/** What the models with a text API of their own answer through InvokeModel, or in one chunk of its stream. */
interface VendorAnswer {
  readonly format: string;
  readonly answers: readonly { readonly text: unknown; readonly reason: string | undefined }[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** Whether a body is the answer of Llama, Titan, Mistral, Jurassic or a plain text generation. */
export function isVendorBody(body: unknown): boolean {
  return parse(body) !== undefined;
}

/** Reads such an answer. */
export function readVendorBody(body: unknown, hint: ReadHint = {}): ProviderReading | undefined {
  const answer = parse(body);
  if (answer === undefined) return undefined;
  const { inputTokens, outputTokens } = answer;
  return defined<ProviderReading>({
    format: answer.format,
    provider: hint.provider ?? (answer.format.startsWith("bedrock.") ? "aws.bedrock" : undefined),
    operation: hint.operation ?? "text_completion",
    responseId: word(body, "id"),
    finishReasons: reasonsOf(answer.answers.map((one) => one.reason)),
    ...usageOf({ inputTokens, outputTokens }),
    outputMessages: () => attempt(() => answer.answers.map((one) => toMessage(one.text)), []),
  });
}

function toMessage(written: unknown) {
  return { role: "assistant", parts: typeof written === "string" && written !== "" ? [textPart(written)] : [] };
}

function parse(body: unknown): VendorAnswer | undefined {
  if (typeof field(body, "generation") === "string") return llama(body);
  if (isTitan(body)) return titan(body);
  if (typeof field(firstOf(field(body, "outputs")), "text") === "string") return mistral(body);
  if (typeof path(body, "completions", "0", "data", "text") === "string") return jurassic(body);
  if (typeof field(body, "generated_text") === "string") return textGeneration(body);
  return undefined;
}

function llama(body: unknown): VendorAnswer {
  return {
    format: "bedrock.llama",
    answers: [{ text: field(body, "generation"), reason: word(body, "stop_reason") }],
    inputTokens: count(body, "prompt_token_count"),
    outputTokens: count(body, "generation_token_count"),
  };
}

function isTitan(body: unknown): boolean {
  return (
    typeof field(body, "outputText") === "string" ||
    typeof field(firstOf(field(body, "results")), "outputText") === "string"
  );
}

/** A whole answer lists results; a chunk of the stream is one. */
function titan(body: unknown): VendorAnswer {
  const results = has(body, "results") ? list(field(body, "results")) : [body];
  return {
    format: "bedrock.titan",
    answers: results.map((one) => ({ text: field(one, "outputText"), reason: word(one, "completionReason") })),
    inputTokens: count(body, "inputTextTokenCount"),
    outputTokens: add(...results.map((one) => count(one, "tokenCount"))) ?? count(body, "totalOutputTextTokenCount"),
  };
}

function mistral(body: unknown): VendorAnswer {
  const outputs = list(field(body, "outputs"));
  return {
    format: "bedrock.mistral",
    answers: outputs.map((one) => ({ text: field(one, "text"), reason: word(one, "stop_reason") })),
    inputTokens: undefined,
    outputTokens: undefined,
  };
}

/** The answer lists its tokens instead of counting them. */
function jurassic(body: unknown): VendorAnswer {
  const completions = list(field(body, "completions"));
  const tokens = (holder: unknown): number | undefined => {
    const listed = field(holder, "tokens");
    return isList(listed) ? count(listed, "length") : undefined;
  };
  return {
    format: "bedrock.jurassic",
    answers: completions.map((one) => ({
      text: path(one, "data", "text"),
      reason: word(field(one, "finishReason"), "reason"),
    })),
    inputTokens: tokens(field(body, "prompt")),
    outputTokens: add(...completions.map((one) => tokens(field(one, "data")))),
  };
}

function textGeneration(body: unknown): VendorAnswer {
  const details = field(body, "details");
  return {
    format: "huggingface.text_generation",
    answers: [{ text: field(body, "generated_text"), reason: word(details, "finish_reason") }],
    inputTokens: undefined,
    outputTokens: count(details, "generated_tokens"),
  };
}
