import type { ModelApi } from "./model-request.ts";
import type { ErrorTurn } from "./turn.ts";

interface ScriptedError {
  readonly status: number;
  readonly body: object;
}

const ANTHROPIC: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

const GOOGLE: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
};

/** An error in the words of an API. */
export function errorOf(api: ModelApi | undefined, { error }: ErrorTurn): ScriptedError {
  const given = typeof error === "number" ? { status: error } : error;
  const { status, message = `scripted error ${status}`, type, code } = given;
  if (api === "anthropic.messages")
    return { status, body: { type: "error", error: { type: type ?? ANTHROPIC[status] ?? "api_error", message } } };
  if (api === "google.generateContent")
    return { status, body: { error: { code: status, message, status: type ?? GOOGLE[status] ?? "INTERNAL" } } };
  const openai = status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
  return { status, body: { error: { message, type: type ?? openai, param: null, code: code ?? null } } };
}
