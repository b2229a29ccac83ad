import { header } from "./headers.ts";

/** Where providers say how long they worked on an answer, in milliseconds. */
const HEADERS = ["x-amzn-bedrock-invocation-latency", "openai-processing-ms", "x-envoy-upstream-service-time"];

/** Milliseconds that the provider says it worked on the answer, from the headers of its response. Never throws. */
export function readServerLatency(headers: unknown): number | undefined {
  for (const name of HEADERS) {
    const value = header(headers, name);
    if (value !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(value)) return Number(value);
  }
  return undefined;
}
