import type {
  AgentOptions,
  CommandOptions,
  CreateAgentOptions,
  EmbeddingsOptions,
  FetchResponseOptions,
  FinishedLlm,
  FinishedTool,
  LlmOptions,
  McpRequestOptions,
  McpServeOptions,
  MemoryOptions,
  PlanOptions,
  RetrievalOptions,
  SessionOptions,
  StepOptions,
  TaskOptions,
  ToolOptions,
  WaitOptions,
  WorkflowOptions,
} from "../../../src/index.ts";
import type { SCOPE_NAMES } from "../../../src/record/scope-names.ts";

/** Each field of an options type with the fields inside it; the compiler refuses a field that is missing. */
type Fields<T> = { readonly [K in keyof Required<T>]: readonly string[] };

const EVERY_SCOPE: Fields<PlanOptions> = {
  attributes: ["one"],
  parent: [],
  within: [],
  calls: ["purpose", "prompt"],
  budget: [],
  startTime: [],
};
const SKILL = ["name", "description", "sourceUri", "resource"];

const MCP = {
  method: [],
  params: ["name", "arguments", "uri"],
  requestId: [],
  sessionId: [],
  protocolVersion: [],
  transport: [],
  networkProtocol: [],
} as const;

type Places = Readonly<Record<string, readonly string[]>>;

/** The options of every scope. */
export const SCOPE_OPTIONS: Readonly<Record<(typeof SCOPE_NAMES)[number], Places>> = {
  session: {
    ...EVERY_SCOPE,
    id: [],
    user: ["id", "email", "name"],
    tenant: ["id"],
    previous: ["id", "traceparent"],
    startType: [],
    entrypoint: [],
    trace: [],
  } satisfies Fields<SessionOptions>,
  workflow: { ...EVERY_SCOPE, name: [], conversationId: [], input: ["0", "content"] } satisfies Fields<WorkflowOptions>,
  task: { ...EVERY_SCOPE, id: [], type: [], assignedAt: [], features: ["one"] } satisfies Fields<TaskOptions>,
  agent: {
    ...EVERY_SCOPE,
    name: [],
    description: [],
    model: [],
    dataSourceId: [],
    conversationId: [],
    input: ["0", "content"],
    system: [],
    tools: ["0"],
    remote: ["provider", "serverAddress", "serverPort", "id", "version"],
  } satisfies Fields<AgentOptions>,
  createAgent: {
    ...EVERY_SCOPE,
    name: [],
    description: [],
    model: [],
    system: [],
    provider: [],
    serverAddress: [],
    serverPort: [],
    id: [],
    version: [],
  } satisfies Fields<CreateAgentOptions>,
  plan: EVERY_SCOPE,
  llm: {
    ...EVERY_SCOPE,
    provider: [],
    model: [],
    operation: [],
    input: ["0", "content"],
    system: ["0"],
    tools: ["0"],
    serverAddress: [],
    serverPort: [],
    purpose: [],
    hidesChunk: [],
    failureIn: [],
    returnsAnswer: [],
    isPlainlyPulled: [],
    streamIn: [],
    staysOpen: [],
    request: ["model", "messages", "tools", "temperature", "stop", "system", "input"],
    requestBody: [],
    prompt: ["name", "version", "variables"],
  } satisfies Fields<LlmOptions>,
  fetchResponse: {
    ...EVERY_SCOPE,
    provider: [],
    id: [],
    streamCursor: [],
    serverAddress: [],
    serverPort: [],
    onResponse: [],
  } satisfies Fields<FetchResponseOptions>,
  embeddings: {
    ...EVERY_SCOPE,
    provider: [],
    model: [],
    input: ["0"],
    dimensions: [],
    encodingFormats: ["0"],
    serverAddress: [],
    serverPort: [],
    purpose: [],
    request: ["model", "input"],
    requestBody: [],
    returnsAnswer: [],
  } satisfies Fields<EmbeddingsOptions>,
  retrieval: {
    ...EVERY_SCOPE,
    dataSourceId: [],
    provider: [],
    model: [],
    query: [],
    topK: [],
    documentsIn: [],
    serverAddress: [],
    serverPort: [],
  } satisfies Fields<RetrievalOptions>,
  memory: {
    ...EVERY_SCOPE,
    operation: [],
    storeId: [],
    recordId: [],
    query: [],
    provider: [],
    serverAddress: [],
    serverPort: [],
  } satisfies Fields<MemoryOptions>,
  tool: {
    ...EVERY_SCOPE,
    name: [],
    callId: [],
    arguments: ["one"],
    description: [],
    type: [],
    skill: SKILL,
  } satisfies Fields<ToolOptions>,
  command: {
    ...EVERY_SCOPE,
    executable: [],
    path: [],
    args: ["0"],
    tool: [],
    callId: [],
    description: [],
    type: [],
    skill: SKILL,
  } satisfies Fields<CommandOptions>,
  wait: { ...EVERY_SCOPE, for: [] } satisfies Fields<WaitOptions>,
  step: { ...EVERY_SCOPE, name: [], nameKind: [], action: [] } satisfies Fields<StepOptions>,
  mcpRequest: {
    ...EVERY_SCOPE,
    ...MCP,
    serverAddress: [],
    serverPort: [],
    signal: ["aborted"],
  } satisfies Fields<McpRequestOptions>,
  mcpServe: { ...EVERY_SCOPE, ...MCP } satisfies Fields<McpServeOptions>,
};

const LLM_FACTS: Omit<Fields<FinishedLlm>, keyof LlmOptions> = {
  durationMs: [],
  response: ["choices", "usage", "model", "id", "output"],
  usage: ["inputTokens", "outputTokens"],
  output: ["0"],
  finishReasons: ["0"],
  responseId: [],
  responseModel: [],
  costUsd: [],
  retries: [],
  timeToFirstChunkMs: [],
  error: ["message", "name", "status", "headers"],
};

const TOOL_FACTS: Omit<Fields<FinishedTool>, keyof ToolOptions> = {
  durationMs: [],
  result: ["one"],
  error: ["message", "cause", "code"],
};

/** What calls that are over are recorded with: facts beside the options of the scope. */
export const FINISHED_LLM: Places = { ...SCOPE_OPTIONS.llm, ...LLM_FACTS };
export const FINISHED_TOOL: Places = { ...SCOPE_OPTIONS.tool, ...TOOL_FACTS };

/** Options with the value in each place in turn: alone, and inside the field. */
export function optionPlaces(fields: Readonly<Record<string, readonly string[]>>): readonly (readonly string[])[] {
  return Object.entries(fields).flatMap(([field, inner]) => [[field], ...inner.map((key) => [field, key])]);
}

/** An object, or a list where the key is an index, that holds the value at the path. */
export function placed(path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const inner = placed(rest, value);
  return key === "0" ? [inner] : { [key]: inner };
}
