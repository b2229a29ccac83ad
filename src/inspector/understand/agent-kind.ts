import { SERVICE_NAME } from "../../semconv/core-attributes.ts";
import { SCOPE_NAME } from "../../semconv/schema.ts";
import type { RawGroup } from "../model/raw.ts";

/** By the name of the service, where an agent has a fixed one. */
export const SERVICES: ReadonlyMap<string, string> = new Map([
  ["claude-code", "claude-code"],
  ["gemini-cli", "gemini-cli"],
  ["copilot-chat", "copilot"],
  ["github-copilot", "copilot"],
  ["cagent", "docker-agent"],
  ["docker-agent", "docker-agent"],
]);

/** By the beginning of the scope's name. */
export const SCOPES: readonly (readonly [beginning: string, kind: string])[] = [
  [SCOPE_NAME, "agentscribe"],
  ["com.anthropic.claude_code", "claude-code"],
  ["openinference.instrumentation", "openinference"],
  ["@arizeai/openinference", "openinference"],
  ["openinference", "openinference"],
  ["@traceloop/", "traceloop"],
  ["traceloop", "traceloop"],
  ["opentelemetry.instrumentation.openai", "traceloop"],
  ["opentelemetry.instrumentation.anthropic", "traceloop"],
  ["langfuse", "langfuse"],
  ["logfire", "logfire"],
  ["pydantic-ai", "pydantic-ai"],
  ["lmnr", "laminar"],
  ["@lmnr-ai", "laminar"],
  ["langsmith", "langsmith"],
  ["braintrust", "braintrust"],
  ["openlit", "openlit"],
  ["@mastra/", "mastra"],
];

const kinds = new WeakMap<RawGroup, string>();

/**
 * Whose telemetry a group is: `agentscribe`, `claude-code`, `codex`, `gemini-cli`, `copilot`, `docker-agent`, `openinference`, `traceloop`, `langfuse`,
 * `ai-sdk` ...; `otel` for everybody else.
 */
export function agentKindOf(group: RawGroup): string {
  const known = kinds.get(group);
  if (known !== undefined) return known;
  const kind = findKind(group);
  kinds.set(group, kind);
  return kind;
}

function findKind({ resource, scopeName }: RawGroup): string {
  const service = resource.get(SERVICE_NAME);
  if (typeof service === "string") {
    const kind = SERVICES.get(service) ?? (service.startsWith("codex") ? "codex" : undefined);
    if (kind !== undefined) return kind;
  }
  if (scopeName === "ai" || scopeName === "gen_ai") return "ai-sdk";
  return SCOPES.find(([beginning]) => scopeName.startsWith(beginning))?.[1] ?? "otel";
}
