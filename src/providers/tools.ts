import { ownKeys } from "../internal/own-keys.ts";
import type { ToolDefinition } from "../semconv/messages.ts";
import { defined, field, has, isList, isRecord, list, text, word } from "./fields.ts";

/** The definitions in whatever holds them: a list, an object by name, or Bedrock's `toolConfig`. */
export function toolDefinitions(tools: unknown): readonly ToolDefinition[] {
  if (isList(tools)) return list(tools).flatMap((tool) => toDefinitions(tool));
  const inner = field(tools, "tools");
  if (isList(inner)) return toolDefinitions(inner);
  return isRecord(tools) ? namedTools(tools) : [];
}

/** How many tools a list or Bedrock's `toolConfig` has; absent where they stand otherwise. */
export function toolCount(tools: unknown): number | undefined {
  if (isList(tools)) return tools.length;
  const inner = field(tools, "tools");
  return isList(inner) ? list(inner).filter((tool) => !isCachePoint(tool)).length : undefined;
}

/** Where Bedrock is to cache what stands before: among the tools, and none of them. */
function isCachePoint(tool: unknown): boolean {
  return has(tool, "cachePoint");
}

function toDefinitions(tool: unknown): readonly ToolDefinition[] {
  if (isCachePoint(tool)) return [];
  const declared = field(tool, "functionDeclarations") ?? field(tool, "function_declarations");
  if (isList(declared)) return list(declared).map((one) => toFunction(one));
  const called = field(tool, "function");
  if (isRecord(called)) return [toFunction(called)];
  const custom = field(tool, "custom");
  if (isRecord(custom)) return [{ ...toFunction(custom), type: "custom" }];
  const spec = field(tool, "toolSpec");
  if (isRecord(spec)) return [toFunction(spec)];
  const type = word(tool, "type");
  const name = word(tool, "name") ?? word(tool, "server_label");
  if (type !== undefined) return [ownTool(tool, type, name ?? type)];
  if (name !== undefined) return [toFunction(tool)];
  // Tools that the provider runs are a property each: { googleSearch: {} } and { systemTool: { name } }.
  const [kind] = ownKeys(tool, 1).keys;
  return kind === undefined ? [] : [{ type: kind, name: word(field(tool, kind), "name") ?? kind }];
}

function ownTool(tool: unknown, type: string, name: string): ToolDefinition {
  return { ...toFunction(tool), type: type === "provider-defined" || type === "dynamic" ? "function" : type, name };
}

function toFunction(declared: unknown): ToolDefinition {
  return defined<ToolDefinition>({
    type: "function",
    name: word(declared, "name") ?? "",
    description: text(declared, "description"),
    parameters: parametersOf(declared),
  });
}

const PARAMETERS = [
  "parameters",
  "input_schema",
  "inputSchema",
  "parametersJsonSchema",
  "parameter_definitions",
  "parameterDefinitions",
  "schema",
] as const;

function parametersOf(declared: unknown): unknown {
  for (const key of PARAMETERS) {
    const found = field(declared, key);
    if (isRecord(found)) return field(found, "json") ?? field(found, "jsonSchema") ?? found;
  }
  return undefined;
}

/** The AI SDK keeps tools in an object by name. */
function namedTools(tools: object): readonly ToolDefinition[] {
  return ownKeys(tools, 1_000)
    .keys.filter((name) => isRecord(field(tools, name)))
    .map((name) => ({ ...toFunction(field(tools, name)), name }));
}
