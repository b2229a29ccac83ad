import { count, field, isBytes, isRecord, MAX_PARSED_LENGTH, parseJson } from "../fields.ts";
import type { ReportedUsage } from "../reading.ts";

const decoder = new TextDecoder();

/** Answers of InvokeModel hold embeddings and are longer than arguments of tools: up to this many bytes are parsed. */
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
