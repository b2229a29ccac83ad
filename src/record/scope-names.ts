import type { SCOPE_TYPES } from "./scopes.ts";

/** The methods that run scopes. Apart from the scopes themselves, so that a client that records nothing loads none of them. */
export const SCOPE_NAMES: readonly (keyof typeof SCOPE_TYPES)[] = [
  "session",
  "workflow",
  "task",
  "agent",
  "createAgent",
  "plan",
  "llm",
  "fetchResponse",
  "embeddings",
  "retrieval",
  "memory",
  "tool",
  "command",
  "wait",
  "step",
  "mcpRequest",
  "mcpServe",
];

/** The name of the method that starts a scope without running a function. */
export function startMethodOf(name: string): string {
  return `start${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
