import type { ScopeHandle } from "./scope-handle.ts";
import type { ScopeOptions, ScopeType } from "./scope-type.ts";
import { type AgentHandle, type AgentOptions, agent, type CreateAgentOptions, createAgent } from "./scopes/agent.ts";
import { type CommandHandle, type CommandOptions, command } from "./scopes/command.ts";
import { type EmbeddingsCall, type EmbeddingsOptions, embeddings } from "./scopes/embeddings.ts";
import { type FetchResponseCall, type FetchResponseOptions, fetchResponse } from "./scopes/fetch-response.ts";
import { type LlmCall, type LlmOptions, llm } from "./scopes/llm.ts";
import { type McpCall, type McpRequestOptions, type McpServeOptions, mcpRequest, mcpServe } from "./scopes/mcp.ts";
import {
  type MemoryCall,
  type MemoryOptions,
  memory,
  type RetrievalCall,
  type RetrievalOptions,
  retrieval,
} from "./scopes/retrieval.ts";
import { type SessionHandle, type SessionOptions, session } from "./scopes/session.ts";
import { type PlanOptions, plan, type StepOptions, step, type WaitOptions, wait } from "./scopes/step.ts";
import { type TaskHandle, type TaskOptions, task } from "./scopes/task.ts";
import { type ToolHandle, type ToolOptions, tool } from "./scopes/tool.ts";
import { type WorkflowHandle, type WorkflowOptions, workflow } from "./scopes/workflow.ts";

interface ScopeTypes {
  readonly session: ScopeType<SessionOptions, SessionHandle>;
  readonly workflow: ScopeType<WorkflowOptions, WorkflowHandle>;
  readonly task: ScopeType<TaskOptions, TaskHandle>;
  readonly agent: ScopeType<AgentOptions, AgentHandle>;
  readonly createAgent: ScopeType<CreateAgentOptions, ScopeHandle>;
  readonly plan: ScopeType<PlanOptions, ScopeHandle>;
  readonly llm: ScopeType<LlmOptions, LlmCall>;
  readonly fetchResponse: ScopeType<FetchResponseOptions, FetchResponseCall>;
  readonly embeddings: ScopeType<EmbeddingsOptions, EmbeddingsCall>;
  readonly retrieval: ScopeType<RetrievalOptions, RetrievalCall>;
  readonly memory: ScopeType<MemoryOptions, MemoryCall>;
  readonly tool: ScopeType<ToolOptions, ToolHandle>;
  readonly command: ScopeType<CommandOptions, CommandHandle>;
  readonly wait: ScopeType<WaitOptions, ScopeHandle>;
  readonly step: ScopeType<StepOptions, ScopeHandle>;
  readonly mcpRequest: ScopeType<McpRequestOptions, McpCall>;
  readonly mcpServe: ScopeType<McpServeOptions, McpCall>;
}

/** Every kind of scope, by the name of the method that runs it. */
export const SCOPE_TYPES: ScopeTypes = {
  session,
  workflow,
  task,
  agent,
  createAgent,
  plan,
  llm,
  fetchResponse,
  embeddings,
  retrieval,
  memory,
  tool,
  command,
  wait,
  step,
  mcpRequest,
  mcpServe,
};

type OptionsOf<T> = T extends ScopeType<infer Options extends ScopeOptions, infer _Handle> ? Options : never;
type HandleOf<T> = T extends ScopeType<infer _Options extends ScopeOptions, infer Handle> ? Handle : never;

/**
 * For each kind of scope two methods: one that runs a function inside it and returns exactly what the function returns, and `start...`, which
 * gives a handle that the caller ends.
 */
export type ScopeMethods = {
  readonly [K in keyof ScopeTypes]: <T>(
    options: OptionsOf<ScopeTypes[K]>,
    fn: (handle: HandleOf<ScopeTypes[K]>) => T,
  ) => T;
} & {
  readonly [K in keyof ScopeTypes as `start${Capitalize<K>}`]: (
    ...options: Partial<OptionsOf<ScopeTypes[K]>> extends OptionsOf<ScopeTypes[K]>
      ? [options?: OptionsOf<ScopeTypes[K]>]
      : [options: OptionsOf<ScopeTypes[K]>]
  ) => HandleOf<ScopeTypes[K]>;
};
