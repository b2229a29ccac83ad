/** The operations that the GenAI conventions name. `gen_ai.operation.name` of every GenAI span and metric is one of these. */
export const OPERATIONS = [
  "chat",
  "generate_content",
  "text_completion",
  "embeddings",
  "retrieval",
  "fetch_response",
  "create_agent",
  "invoke_agent",
  "execute_tool",
  "invoke_workflow",
  "plan",
  "search_memory",
  "create_memory",
  "update_memory",
  "upsert_memory",
  "delete_memory",
  "create_memory_store",
  "delete_memory_store",
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** The operations that are one request of a model: a span of any other sums up, or asks for something else. */
export const CALL_OPERATIONS: ReadonlySet<unknown> = new Set([
  "chat",
  "generate_content",
  "text_completion",
  "embeddings",
] satisfies Operation[]);

export type InferenceOperation = "chat" | "generate_content" | "text_completion";

export type MemoryOperation =
  | "search_memory"
  | "create_memory"
  | "update_memory"
  | "upsert_memory"
  | "delete_memory"
  | "create_memory_store"
  | "delete_memory_store";

/** Providers that the conventions name; any other string is allowed. */
export type Provider =
  | "openai"
  | "anthropic"
  | "gcp.gemini"
  | "gcp.vertex_ai"
  | "gcp.gen_ai"
  | "aws.bedrock"
  | "azure.ai.openai"
  | "azure.ai.inference"
  | "cohere"
  | "deepseek"
  | "groq"
  | "ibm.watsonx.ai"
  | "mistral_ai"
  | "moonshot_ai"
  | "perplexity"
  | "x_ai"
  | (string & {});
