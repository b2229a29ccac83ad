import type { JsonValue } from "../../api.ts";
import type { MessageSource } from "./source.ts";

/** Attributes of a tool's span that say what it was given, in the beta of traces with `OTEL_LOG_TOOL_DETAILS`. */
const ARGUMENTS: readonly string[] = ["full_command", "file_path", "skill_name", "subagent_type"];

/**
 * Claude Code's spans of tools: what went in as single attributes, what came out as the event `tool.output`. Source: what its version 2.1.197 sends with
 * `OTEL_LOG_TOOL_DETAILS` and `OTEL_LOG_TOOL_CONTENT`, November 2026.
 */
export const fromClaudeCode: MessageSource = ({ attributes, events, isTool }) => {
  if (!isTool || attributes.get("span.type") !== "tool") return {};
  const given = ARGUMENTS.flatMap((name): [string, JsonValue][] => {
    const value = attributes.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const output = events.find(({ name }) => name === "tool.output");
  const came = new Map(output?.attributes ?? []);
  return {
    toolArguments: given.length === 0 ? undefined : Object.fromEntries(given),
    toolResult: came.get("output") ?? came.get("content") ?? (came.size === 0 ? undefined : Object.fromEntries(came)),
  };
};
