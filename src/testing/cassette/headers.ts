import type { WireHeaders } from "../../instrumentation/http/wire-response.ts";
import type { Cleaner } from "./cleaner.ts";

/** What is kept of the headers of requests: what says how the body is to be read. */
const REQUEST_HEADERS = [
  "content-type",
  "accept",
  "anthropic-version",
  "anthropic-beta",
  "openai-beta",
  "x-amz-target",
];

/** What is kept of those of answers: what clients act on, and what telemetry reads. Lengths and encodings are those of the replay. */
const RESPONSE_HEADERS = [
  "content-type",
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
  "x-request-id",
  "request-id",
  "x-amzn-requestid",
  "x-amzn-errortype",
  "apim-request-id",
  "x-goog-request-id",
  "x-ms-request-id",
  "x-ms-retry-after-ms",
  "openai-processing-ms",
  "openai-version",
  "x-envoy-upstream-service-time",
  "x-amzn-bedrock-invocation-latency",
  "x-amzn-bedrock-input-token-count",
  "x-amzn-bedrock-output-token-count",
  "x-amzn-bedrock-cache-read-input-token-count",
  "x-amzn-bedrock-cache-write-input-token-count",
  "location",
];
const KINDS = ["requests", "tokens", "input-tokens", "output-tokens"];
const WHAT = ["limit", "remaining", "reset"];
const LIMIT_HEADERS = KINDS.flatMap((kind) =>
  WHAT.flatMap((what) => [`x-ratelimit-${what}-${kind}`, `anthropic-ratelimit-${kind}-${what}`]),
);

const KEPT_OF_RESPONSES = new Set([...RESPONSE_HEADERS, ...LIMIT_HEADERS]);

/** The shortest waits that clients do as they say: many take 0 for no word, and wait half a second or more. */
const AT_ONCE: Readonly<Record<string, string>> = {
  "retry-after": "0.001",
  "retry-after-ms": "1",
  "x-ms-retry-after-ms": "1",
};

/**
 * Headers of a cassette that an answer can have: a file that somebody changed may hold others, and values that no server can send. Where answers come at
 * once, callers that failed need not wait either.
 */
export function playableHeaders(
  headers: Readonly<Record<string, string>>,
  isInstant: boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => KEPT_OF_RESPONSES.has(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      .map(([name, value]) => [name, (isInstant ? AT_ONCE[name] : undefined) ?? value]),
  );
}

export function requestHeaders(headers: WireHeaders, cleaner: Cleaner): Readonly<Record<string, string>> {
  return kept(REQUEST_HEADERS, headers, cleaner);
}

export function responseHeaders(headers: WireHeaders, cleaner: Cleaner): Readonly<Record<string, string>> {
  return kept([...KEPT_OF_RESPONSES], headers, cleaner);
}

function kept(names: readonly string[], headers: WireHeaders, cleaner: Cleaner): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value !== undefined) found[name] = cleaner.head(value, 1_000);
  }
  return found;
}
