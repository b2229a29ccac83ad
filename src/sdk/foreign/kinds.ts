import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import type { ContentKind } from "../../semconv/content-kind.ts";

/**
 * Where other instrumentations put content: the GenAI conventions of any year, OpenInference (`@arizeai/openinference-semantic-conventions` 2.12),
 * OpenLLMetry (`@traceloop/ai-semantic-conventions` 0.27), the AI SDK 4 to 7, Langfuse 5, Sentry (`@sentry/conventions` 0.33), Braintrust and
 * MLflow. The first kind that fits decides.
 */
const CONTENT_KEYS: readonly (readonly [ContentKind, RegExp])[] = [
  ["rawBodies", /^agentscribe\.(request|response)\.body$/],
  ["system", /^(gen_ai\.(system_instructions|system\.message)|ai\.preamble)$/],
  [
    "toolArguments",
    anyOf(
      /^gen_ai\.(tool\.call\.arguments|tool\.input|response\.tool_calls)$/,
      /^gen_ai\.(prompt|completion)\.\d+\.(tool_calls\.\d+|function_call)\.arguments$/,
      /^llm\.(input|output)_messages\.\d+\.message\.(tool_calls\.\d+\.tool_call\.function\.arguments|function_call_arguments_json)$/,
      /^(llm\.function_call|tool_call\.function\.arguments|tool\.parameters)$/,
      /^ai\.(toolCall\.(args|input)|(response|result)\.toolCalls|tool_calls|function_call)$|^mcp\.request\.argument\b/,
    ),
  ],
  [
    "toolResults",
    anyOf(
      /^gen_ai\.(tool\.call\.result|tool\.(output|message)|retrieval\.documents|memory\.records)$|^ai\.search_results$/,
      /^(retrieval\.documents|reranker\.(input|output)_documents)(\.\d+\.document\.(content|metadata))?$/,
      /^document\.(content|metadata)$|^ai\.(toolCall\.(result|output)|documents|ranking)$|^mcp\.response\.value$/,
      /^mcp\.((tool|prompt)\.result\.([^.]+\.)?(content|message_content)|prompt\.result\.description|(logging|progress)\.message)$/,
    ),
  ],
  [
    "toolDescriptions",
    anyOf(
      /^gen_ai\.(tool\.(definitions|description)|skill\.description|request\.(available_tools|schema))$/,
      /^llm\.(tools|request\.functions)\b|^tool\.(description|json_schema)$|^ai\.(prompt\.tools|schema|schema\.description|tools)$/,
      /^mlflow\.chat\.tools$/,
    ),
  ],
  [
    "responses",
    anyOf(
      /^gen_ai\.(output\.messages$|completion\b|content\.completion$|response\.(text|object|reasoning)$)/,
      /^gen_ai\.(evaluation\.explanation|guardrail\.output)$|^llm\.(output_messages|completions|choices)\b/,
      /^ai\.((response|result)\.(text|object|reasoning|files|providerMetadata)|embeddings?|decision\.answers|responses|citations)$/,
      /^output\.(value|images)\b|^embedding\.(vector$|embeddings\.\d+\.embedding\.vector$)|^traceloop\.entity\.output$/,
      /^langfuse\.((observation|trace)\.output|experiment\.item\.expected_output)$|^braintrust\.(output|expected)(_json)?$|^mlflow\.spanOutputs$/,
    ),
  ],
  [
    "prompts",
    anyOf(
      /^gen_ai\.(input\.messages$|request\.messages$|prompt$|prompt\.(?!name$|version$)|content\.prompt$)/,
      /^gen_ai\.(retrieval\.query\.text|memory\.query\.text|embeddings\.input|guardrail\.input)$/,
      /^llm\.(input_messages|prompts|prompt_template\.(template|variables))\b|^reranker\.query$/,
      /^ai\.((prompt|value|values)\b|request\.text$|decision\.(state|questions)$|(input_messages|texts|search_queries)$)/,
      /^input\.(value|images)\b|^embedding\.(text$|embeddings$|embeddings\.\d+\.embedding\.text$)/,
      /^traceloop\.(entity\.input|prompt\.template|prompt\.template_variables)$/,
      /^langfuse\.(observation|trace)\.input$|^braintrust\.input(_json)?$|^mlflow\.(spanInputs|chat\.messages)$/,
    ),
  ],
  ["commandArguments", /^process\.command_(args|line)$/],
  [
    "errorText",
    anyOf(
      /^exception\.(message|stacktrace)$|^error\.(message|stack)$/,
      /^gen_ai\.guardrail\.error\.message$|^mcp\.cancelled\.reason$|^langfuse\.observation\.status_message$/,
    ),
  ],
];

/** The kind of content that an attribute is known to hold; its other attributes say whose message it is of, and whether the span is a tool's. */
export function kindOfAttribute(key: string, all: () => TelemetryAttributes): ContentKind | undefined {
  const kind = kindOfName(key);
  if (kind === undefined) return toolKindOf(key, all);
  if (kind !== "prompts" && kind !== "responses") return kind;
  const attributes = all();
  if (isToolSpan(attributes)) return kind === "prompts" ? "toolArguments" : "toolResults";
  const message = MESSAGE_KEY.exec(key)?.[0];
  return message !== undefined && TOOL_ROLES.has(attributes[`${message}role`]) ? "toolResults" : kind;
}

/** More names than programs have; with them the memory starts again. */
const MAX_NAMES = 2_000;
const names = new Map<string, ContentKind | undefined>();

/** Looked up once a name: spans have the same ones again and again. */
function kindOfName(key: string): ContentKind | undefined {
  const known = names.get(key);
  if (known !== undefined || names.has(key)) return known;
  const kind = CONTENT_KEYS.find(([, pattern]) => pattern.test(key))?.[0];
  if (names.size >= MAX_NAMES) names.clear();
  names.set(key, kind);
  return kind;
}

/** The start of the attributes of one message of a request: OpenInference's, OpenLLMetry's. */
const MESSAGE_KEY = /^(llm\.input_messages\.\d+\.message|gen_ai\.prompt\.\d+)\./;
const TOOL_ROLES: ReadonlySet<unknown> = new Set(["tool", "function"]);

/** In the span of a tool, what it was given and what it gave, by plain words of whoever wrote the span. */
function toolKindOf(key: string, all: () => TelemetryAttributes): ContentKind | undefined {
  const kind = PLAIN_WORDS.get(key);
  return kind !== undefined && isToolSpan(all()) ? kind : undefined;
}

const PLAIN_WORDS: ReadonlyMap<string, ContentKind> = new Map([
  ["input", "toolArguments"],
  ["args", "toolArguments"],
  ["arguments", "toolArguments"],
  ["parameters", "toolArguments"],
  ["tool.input", "toolArguments"],
  ["tool.arguments", "toolArguments"],
  ["output", "toolResults"],
  ["result", "toolResults"],
  ["tool.output", "toolResults"],
  ["tool.result", "toolResults"],
]);

/** What goes into a tool and comes out of it has the same names as that of a model. */
function isToolSpan(attributes: TelemetryAttributes): boolean {
  return (
    attributes["openinference.span.kind"] === "TOOL" ||
    attributes["traceloop.span.kind"] === "tool" ||
    attributes["langfuse.observation.type"] === "tool" ||
    attributes["gen_ai.operation.name"] === "execute_tool"
  );
}

/** Text of any of these can be in what is not known better. */
export const MESSAGE_KINDS: readonly ContentKind[] = ["prompts", "responses", "system", "toolArguments", "toolResults"];

/** Events of the conventions up to 1.36 that are one message each, and those of Azure and OpenLLMetry. */
const EVENT_KINDS: ReadonlyMap<string, ContentKind> = new Map([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "prompts"],
  ["gen_ai.assistant.message", "prompts"],
  ["gen_ai.tool.message", "toolResults"],
  ["gen_ai.choice", "responses"],
  ["gen_ai.content.prompt", "prompts"],
  ["gen_ai.content.completion", "responses"],
  ["gen_ai.evaluation.result", "responses"],
]);

/** What an event's body and its unnamed attributes may hold: one kind, or any of several. Undefined for events that are not of models. */
export function kindsOfEvent(name: string): readonly ContentKind[] | undefined {
  const known = EVENT_KINDS.get(name);
  if (known !== undefined) return [known];
  if (name === "exception" || name.endsWith(".exception")) return ["errorText"];
  return name.startsWith("gen_ai.") ? MESSAGE_KINDS : undefined;
}

const CONTENT_WORD =
  /(^|[._])(content|contents|message|text|body|parts|tool_calls|arguments|input|output|prompt|completion|refusal|reasoning|result|response)(\.|$)/;

/** Whether an attribute of a message event is what was said, rather than naming the message. */
export function isSaid(key: string): boolean {
  return CONTENT_WORD.test(key);
}

const GEN_AI_SCOPE =
  /(^|[^a-z])(openai|anthropic|bedrock|gen-?_?ai|langchain|langgraph|llm|llama-?index|openinference|traceloop|openllmetry|mistralai|cohere|ollama|vertexai|ai-sdk)([^a-z]|$)|^ai$/i;
const GEN_AI_KEY = /^(gen_ai|llm|openinference|traceloop)\./;

/** Whether a log record without a name that tells comes from an instrumentation of models. */
export function isOfModels(scopeName: string, attributes: TelemetryAttributes): boolean {
  return GEN_AI_SCOPE.test(scopeName) || Object.keys(attributes).some((key) => GEN_AI_KEY.test(key));
}

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join("|"));
}
