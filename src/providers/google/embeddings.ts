import { add, count, defined, field, isList, isRecord, list, path } from "../fields.ts";
import { type ProviderReading, type ReadHint, usageOf } from "../reading.ts";

/** Whether a body is an answer of `embedContent`, `batchEmbedContents` or the embeddings of Vertex AI. */
export function isGoogleEmbeddingsBody(body: unknown): boolean {
  return isList(valuesOf(body));
}

/** Reads embeddings of Google. The Gemini API tells no tokens; Vertex AI tells them for each input. */
export function readGoogleEmbeddingsBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const predictions = list(field(body, "predictions"));
  const statistics = [
    ...predictions.map((one) => path(one, "embeddings", "statistics")),
    ...list(field(body, "embeddings")).map((one) => field(one, "statistics")),
  ];
  const inputTokens = add(...statistics.map((one) => count(one, "token_count") ?? count(one, "tokenCount")));
  return defined<ProviderReading>({
    format: "google.embeddings",
    provider: hint.provider ?? (predictions.length > 0 ? "gcp.vertex_ai" : "gcp.gen_ai"),
    operation: hint.operation ?? "embeddings",
    ...usageOf({ inputTokens: inputTokens ?? count(field(body, "usageMetadata"), "promptTokenCount") }),
    embeddingDimension: count(valuesOf(body), "length"),
    outputMessages: () => [],
  });
}

function valuesOf(body: unknown): unknown {
  const single = field(field(body, "embedding"), "values");
  if (isList(single)) return single;
  const first = field(field(body, "embeddings"), "0") ?? path(body, "predictions", "0", "embeddings");
  return isRecord(first) ? field(first, "values") : undefined;
}
