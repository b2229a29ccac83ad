import { TextDecoder } from "node:util";
import { count, defined, field, isBytes, isRecord, MAX_PARSED_LENGTH, parseJson, word } from "../fields.ts";
import type { ProviderReading, ReportedUsage } from "../reading.ts";

const decoder = new TextDecoder();

/** Requests of InvokeModel hold images, and answers embeddings: they are longer than arguments of tools, and parsed up to this length. */
const MAX_BODY_BYTES: number = 4 * MAX_PARSED_LENGTH;

/**
 * The JSON in the bytes that InvokeModel gives: the bytes themselves, an answer `{ body }`, or a chunk of the stream
 * `{ chunk: { bytes } }`. `undefined` when there are no bytes, or too many.
 */
export function parseInvokeBytes(value: unknown): unknown {
  const bytes = isBytes(value) ? value : bytesOf(value);
  if (bytes === undefined || bytes.byteLength > MAX_BODY_BYTES) return undefined;
  return parseJson(decoder.decode(bytes), MAX_BODY_BYTES);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  const body = field(value, "body");
  if (isBytes(body)) return body;
  const bytes = field(field(value, "chunk"), "bytes");
  return isBytes(bytes) ? bytes : undefined;
}

/** The vendor's request in what InvokeModel takes: JSON as text or its bytes. */
export function parseInvokeRequest(input: unknown): unknown {
  return parseJson(field(input, "body"), MAX_BODY_BYTES) ?? parseInvokeBytes(input);
}

/** What Bedrock says of an answer beside the vendor's body, or inside it: its tier, and whether a guardrail stopped it. */
export function readInvokeAnswer(answer: unknown, body: unknown): Pick<ProviderReading, "serviceTier" | "refusal"> {
  const tier = word(answer, "serviceTier");
  const isOptimized = word(answer, "performanceConfigLatency") === "optimized";
  return defined<Pick<ProviderReading, "serviceTier" | "refusal">>({
    serviceTier: isOptimized && (tier === undefined || tier === "default") ? "latency_optimized" : tier,
    refusal: isStopped(body) ? { category: "guardrail_intervened" } : undefined,
  });
}

/** Whether a guardrail replaced the answer, which the vendor's own reasons do not say. */
export function isStopped(body: unknown): boolean {
  return word(body, "amazon-bedrock-guardrailAction") === "INTERVENED";
}

/** The counts that Bedrock adds to the last chunk of a stream, whatever the vendor says itself. */
export function readInvocationMetrics(chunk: unknown): ReportedUsage | undefined {
  const metrics = field(chunk, "amazon-bedrock-invocationMetrics");
  if (!isRecord(metrics)) return undefined;
  const cacheRead = count(metrics, "cacheReadInputTokenCount");
  const cacheWrite = count(metrics, "cacheWriteInputTokenCount");
  const input = count(metrics, "inputTokenCount");
  return {
    inputTokens: input === undefined ? undefined : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    outputTokens: count(metrics, "outputTokenCount"),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
  };
}
