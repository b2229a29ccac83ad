import { readBilling } from "./ai-sdk/billing.ts";
import { readCohereUsage } from "./cohere/usage.ts";
import { cased, casedWord, count, defined, field, firstOf, isList, isRecord, path, word } from "./fields.ts";
import { readChatUsage } from "./openai/chat-usage.ts";
import { reportedCostUsd } from "./openai/dialect.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, usageOf } from "./reading.ts";

/** Whether a body holds embeddings, in the shape of OpenAI, Cohere, Ollama, Titan or the AI SDK. */
export function isEmbeddingsBody(body: unknown): boolean {
  return formatOf(body) !== undefined;
}

/** Reads an answer that holds embeddings: the vectors themselves are not looked at, only their length. */
export function readEmbeddingsBody(body: unknown, hint: ReadHint = {}): ProviderReading | undefined {
  const format = formatOf(body);
  if (format === undefined) return undefined;
  const shape = SHAPES[format];
  return defined<ProviderReading>({
    format: `${format}.embeddings`,
    provider: hint.provider ?? shape.provider,
    operation: hint.operation ?? "embeddings",
    responseId: word(body, "id"),
    responseModel:
      word(body, "model") ?? word(field(body, "response"), "modelId") ?? word(path(body, "response", "body"), "model"),
    ...usageOf(shape.usage(body)),
    reportedCostUsd: reportedCostUsd(field(body, "usage")) ?? readBilling([body]).reportedCostUsd,
    embeddingDimension: dimensionOf(shape.vector(body)),
    outputMessages: () => [],
  });
}

type Format = "openai" | "cohere" | "ollama" | "bedrock" | "ai_sdk";

interface Shape {
  readonly provider?: string;
  readonly usage: (body: unknown) => ReportedUsage;
  /** The first vector; `undefined` when the body has another shape. */
  readonly vector: (body: unknown) => unknown;
}

const SHAPES: Readonly<Record<Format, Shape>> = {
  openai: {
    usage: (body) => ({ ...readChatUsage(field(body, "usage"), undefined), outputTokens: undefined }),
    vector: (body) => field(firstOf(field(body, "data")), "embedding"),
  },
  bedrock: {
    provider: "aws.bedrock",
    usage: (body) => ({ inputTokens: count(body, "inputTextTokenCount") }),
    vector: (body) => (count(body, "inputTextTokenCount") === undefined ? undefined : field(body, "embedding")),
  },
  ollama: {
    provider: "ollama",
    usage: (body) => ({ inputTokens: count(body, "prompt_eval_count") }),
    vector: (body) =>
      word(body, "model") === undefined || count(body, "total_duration") === undefined
        ? undefined
        : firstOf(field(body, "embeddings")),
  },
  cohere: {
    provider: "cohere",
    usage: (body) => ({ ...readCohereUsage(body), outputTokens: undefined }),
    vector: cohereVector,
  },
  ai_sdk: {
    usage: (body) => ({ inputTokens: count(field(body, "usage"), "tokens") }),
    vector: (body) =>
      count(field(body, "usage"), "tokens") === undefined
        ? undefined
        : (field(body, "embedding") ?? firstOf(field(body, "embeddings"))),
  },
};

function formatOf(body: unknown): Format | undefined {
  for (const [format, shape] of Object.entries(SHAPES)) {
    const vector = shape.vector(body);
    if (isVector(vector)) return format as Format;
  }
  return undefined;
}

/** Cohere keeps vectors by the type of their numbers, or in a list when no type was asked for. */
function cohereVector(body: unknown): unknown {
  const own = casedWord(body, "response_type") ?? cased(field(body, "meta"), "billed_units");
  if (own === undefined) return undefined;
  const embeddings = field(body, "embeddings");
  if (isList(embeddings)) return firstOf(embeddings);
  for (const type of ["float", "int8", "uint8", "binary", "ubinary", "base64"]) {
    const vectors = isRecord(embeddings) ? field(embeddings, type) : undefined;
    if (isList(vectors)) return firstOf(vectors);
  }
  return undefined;
}

function isVector(value: unknown): boolean {
  if (typeof value === "string") return value !== "";
  return isList(value) && (count(value, "0") !== undefined || typeof field(value, "0") === "number");
}

const BYTES_OF_FLOAT = 4;

/** Base64 holds 32-bit floats. */
function dimensionOf(vector: unknown): number | undefined {
  if (typeof vector !== "string") return count(vector, "length");
  const padding = vector.endsWith("==") ? 2 : vector.endsWith("=") ? 1 : 0;
  const dimension = ((vector.length * 3) / 4 - padding) / BYTES_OF_FLOAT;
  return Number.isInteger(dimension) ? dimension : undefined;
}
