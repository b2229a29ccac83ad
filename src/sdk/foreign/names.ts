import type { TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import type { NameGate } from "../../record/ports.ts";
import type { NameKind } from "../../semconv/name-kind.ts";

/** Where other instrumentations put names that users gave: the GenAI conventions, OpenInference, OpenLLMetry, the AI SDK, Langfuse and Sentry. */
const KINDS: ReadonlyMap<string, NameKind> = new Map([
  ["gen_ai.tool.name", "tool"],
  ["gen_ai.agent.name", "agent"],
  ["gen_ai.main_agent.name", "agent"],
  ["gen_ai.skill.name", "skill"],
  ["gen_ai.workflow.name", "workflow"],
  ["gen_ai.prompt.name", "prompt"],
  ["tool.name", "tool"],
  ["tool_call.function.name", "tool"],
  ["agent.name", "agent"],
  ["graph.node.id", "step"],
  ["graph.node.name", "step"],
  ["graph.node.parent_id", "step"],
  ["traceloop.workflow.name", "workflow"],
  ["traceloop.entity.path", "step"],
  ["traceloop.prompt.key", "prompt"],
  ["ai.toolCall.name", "tool"],
  ["ai.telemetry.functionId", "agent"],
  ["langfuse.observation.prompt.name", "prompt"],
  ["langfuse.trace.name", "workflow"],
  ["mcp.tool.name", "tool"],
  ["mcp.prompt.name", "prompt"],
  ["mcp.server.name", "server"],
]);

/** Attributes with the name of a function in a text of the instrumentation's own. */
const TEXTS: ReadonlySet<string> = new Set(["operation.name", "resource.name"]);

/** An attribute as it leaves where names become others. */
export function filterName(
  key: string,
  value: TelemetryValue,
  names: NameGate,
  all: () => TelemetryAttributes,
): TelemetryValue {
  if (typeof value !== "string") return value;
  if (TEXTS.has(key)) return withNames(value, all(), names);
  const kind = kindOf(key, all);
  return kind === undefined ? value : names.name(kind, value);
}

/** The name of a span, with what becomes of the names of tools, agents and the like that are in it. */
export function filterSpanName(name: string, attributes: TelemetryAttributes, names: NameGate): string {
  const changed = withNames(name, attributes, names);
  const kind = ENTITIES.get(String(attributes["openinference.span.kind"] ?? attributes["langfuse.observation.type"]));
  // Such a span is named after its tool or agent, and says the name nowhere else.
  return changed === name && kind !== undefined ? names.name(kind, name) : changed;
}

const ENTITIES: ReadonlyMap<string, NameKind> = new Map([
  ["TOOL", "tool"],
  ["tool", "tool"],
  ["AGENT", "agent"],
  ["agent", "agent"],
  ["workflow", "workflow"],
  ["task", "step"],
]);

function kindOf(key: string, all: () => TelemetryAttributes): NameKind | undefined {
  if (key === "traceloop.entity.name") return ENTITIES.get(String(all()["traceloop.span.kind"])) ?? "step";
  return KINDS.get(key);
}

function withNames(text: string, attributes: TelemetryAttributes, names: NameGate): string {
  let result = text;
  for (const key of Object.keys(attributes)) {
    const kind = kindOf(key, () => attributes);
    const value = attributes[key];
    if (kind !== undefined && typeof value === "string") result = replaceWord(result, value, names.name(kind, value));
  }
  return result;
}

/** Replaces a name where it stands by itself, and not where it is a part of another word. */
function replaceWord(text: string, name: string, by: string): string {
  if (name === "" || name === by) return text;
  let result = "";
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (isWord(text.charAt(at - 1)) || isWord(text.charAt(at + name.length))) continue;
    result += text.slice(from, at) + by;
    from = at + name.length;
  }
  return result + text.slice(from);
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}_]/u.test(char);
}
