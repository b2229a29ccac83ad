import { errorName } from "./error-name.ts";
import {
  attempt,
  count,
  defined,
  field,
  has,
  isRecord,
  list,
  MAX_PARSED_LENGTH,
  parseJson,
  path,
  text,
  word,
} from "./fields.ts";
import { readRequestId } from "./request-id.ts";
import { readRetryAfter } from "./retry-after.ts";

/** What an error of a provider's client, of the network or of an abort says. */
export interface ErrorFacts {
  /**
   * Value of `error.type`, of low cardinality: the provider's error code, else the HTTP status if it is one of an error, else the name of the
   * error's class as it was before any bundler; `_OTHER` when there is none of them.
   */
  readonly type: string;
  /** HTTP status. */
  readonly status?: number;
  /** The provider's or the system's own code. */
  readonly code?: string;
  readonly requestId?: string;
  readonly retryAfterMillis?: number;
  /** Content: it may quote prompts. */
  readonly message?: string;
  readonly isAbort?: true;
  readonly isTimeout?: true;
  readonly isRateLimit?: true;
}

/** Reads anything that a model call can throw or answer instead of a response. Never throws. */
export function readError(error: unknown): ErrorFacts {
  return attempt(() => read(lastOf(error)), { type: "_OTHER" });
}

function read(error: unknown): ErrorFacts {
  const body = bodyOf(error);
  const name = errorName(error);
  const given = statusOf(error);
  // A client that refuses a good answer has that answer as the body of its error.
  const isAnswered = given !== undefined && given < 400;
  const said = field(body, "error");
  const detail = isRecord(said) ? said : isAnswered ? undefined : body;
  const stated = given === undefined || isAnswered ? statusIn(detail) : undefined;
  const status = stated ?? given;
  const code = codeOf(error, detail, name);
  const headers = field(error, "headers") ?? field(error, "responseHeaders") ?? path(error, "$response", "headers");
  const timeout = isTimeout(name, code) || status === 408 || status === 504;
  // A client that gives up in time aborts its own request: that is a timeout and nobody's abort.
  const names = timeout ? [] : [name, word(field(error, "cause"), "name")];
  const aborted = names.find((one) => one !== undefined && ABORTS.has(one));
  return defined<ErrorFacts>({
    type: code ?? (status === undefined || status < 400 ? (aborted ?? name ?? "_OTHER") : String(status)),
    status,
    code,
    requestId: requestIdOf(error, body, headers),
    retryAfterMillis: readRetryAfter(headers) ?? secondsToMillis(field(error, "$retryable")),
    message: text(error, "message") ?? text(detail, "message") ?? ownText(error),
    isAbort: aborted !== undefined ? true : undefined,
    isTimeout: timeout ? true : undefined,
    isRateLimit: status === 429 || (code !== undefined && RATE_LIMITS.has(code)) ? true : undefined,
  });
}

/** A client that retried throws a list of errors; the last one decides. */
function lastOf(error: unknown): unknown {
  const last = field(error, "lastError");
  if (isRecord(last)) return last;
  const sent = field(error, "response");
  return has(error, "type") && word(error, "type") === "response.failed" && isRecord(sent) ? sent : error;
}

/** The body of the answer, wherever the clients keep it. */
function bodyOf(error: unknown): unknown {
  for (const key of ["error", "body", "data", "responseBody", "message"]) {
    const value = field(error, key);
    const body = typeof value === "string" && looksLikeJson(value) ? parseJson(value) : value;
    if (isRecord(body)) return key === "error" && !isRecord(field(body, "error")) ? { error: body } : body;
  }
  return undefined;
}

const CODE = /^[A-Za-z_$][\w$.:-]{0,63}$/;

function statusOf(error: unknown): number | undefined {
  const found =
    count(error, "status") ??
    count(error, "statusCode") ??
    count(error, "status_code") ??
    count(path(error, "$metadata"), "httpStatusCode") ??
    count(field(error, "response"), "status");
  return found !== undefined && Number.isInteger(found) && found >= 100 && found <= 599 ? found : undefined;
}

/** OpenRouter and Google state the status as the code of an error, which in a stream stands there alone. */
function statusIn(detail: unknown): number | undefined {
  const code = count(detail, "code");
  return code !== undefined && Number.isInteger(code) && code >= 400 && code <= 599 ? code : undefined;
}

/** The most exact code first: OpenAI's `code`, then the `type` of an error body, Google's status, AWS's exception, Node's code. */
function codeOf(error: unknown, detail: unknown, name: string | undefined): string | undefined {
  const aws = has(error, "$fault") || has(error, "$metadata") ? name : undefined;
  const candidates = [
    word(detail, "code"),
    word(error, "code"),
    word(detail, "status"),
    word(detail, "type"),
    typeof field(error, "type") === "string" && word(error, "type") !== "error" ? word(error, "type") : undefined,
    aws,
    word(field(error, "cause"), "code"),
    ...list(field(field(error, "cause"), "errors")).map((one) => word(one, "code")),
  ];
  return candidates.find((code) => code !== undefined && CODE.test(code));
}

function requestIdOf(error: unknown, body: unknown, headers: unknown): string | undefined {
  return (
    word(error, "requestID") ??
    word(error, "request_id") ??
    word(error, "requestId") ??
    word(body, "request_id") ??
    word(field(error, "$metadata"), "requestId") ??
    readRequestId(headers)
  );
}

const ABORTS: ReadonlySet<string> = new Set([
  "AbortError",
  "APIUserAbortError",
  "CanceledError",
  "RequestAbortedError",
]);

const RATE_LIMITS: ReadonlySet<string> = new Set([
  "rate_limit_exceeded",
  "rate_limit_error",
  "too_many_requests",
  "RESOURCE_EXHAUSTED",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  "ETIMEDOUT",
  "ESOCKETTIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "DEADLINE_EXCEEDED",
  "ModelTimeoutException",
]);

function isTimeout(name: string | undefined, code: string | undefined): boolean {
  return name?.includes("Timeout") === true || (code !== undefined && TIMEOUT_CODES.has(code));
}

function secondsToMillis(retryable: unknown): number | undefined {
  const seconds = count(retryable, "retryAfterSeconds");
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Text that is too long to be parsed is not looked at. */
function looksLikeJson(text: string): boolean {
  return text.length <= MAX_PARSED_LENGTH && text.trimStart().startsWith("{");
}

function ownText(error: unknown): string | undefined {
  return typeof error === "string" && error !== "" ? error : undefined;
}
