import { INVALID_SPAN_CONTEXT } from "../internal/invalid-span-context.ts";
import { label, read } from "./given-value.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import type { AgentHandle } from "./scopes/agent.ts";
import type { CommandHandle } from "./scopes/command.ts";
import type { EmbeddingsCall } from "./scopes/embeddings.ts";
import type { LlmCall } from "./scopes/llm.ts";
import type { McpCall } from "./scopes/mcp.ts";
import type { MemoryCall, RetrievalCall } from "./scopes/retrieval.ts";
import type { SessionHandle } from "./scopes/session.ts";
import type { TaskHandle } from "./scopes/task.ts";
import type { ToolHandle } from "./scopes/tool.ts";
import { silentSpan } from "./silent-span.ts";
import { TotalsCounter } from "./totals.ts";

type EveryHandle = SessionHandle &
  TaskHandle &
  AgentHandle &
  LlmCall &
  EmbeddingsCall &
  RetrievalCall &
  MemoryCall &
  ToolHandle &
  CommandHandle &
  McpCall;

const nothing = (): void => {};

/** The handle of every scope while telemetry is off: it has all their methods and none does anything. */
const NOOP_HANDLE: EveryHandle = Object.freeze({
  id: "",
  traceId: INVALID_SPAN_CONTEXT.traceId,
  spanId: INVALID_SPAN_CONTEXT.spanId,
  traceparent: "",
  span: silentSpan(() => INVALID_SPAN_CONTEXT),
  get signal(): AbortSignal {
    return new AbortController().signal;
  },
  set: nothing,
  error: nothing,
  end: nothing,
  run: <T>(fn: () => T): T => fn(),
  totals: () => new TotalsCounter().read(0),
  outcome: nothing,
  input: nothing,
  output: nothing,
  finish: nothing,
  response: nothing,
  usage: nothing,
  chunk: nothing,
  cancelled: nothing,
  answered: nothing,
  retry: nothing,
  cost: nothing,
  httpResponse: nothing,
  result: nothing,
  exitCode: nothing,
  documents: nothing,
  records: nothing,
  connection: nothing,
  [Symbol.dispose]: nothing,
} satisfies Record<keyof EveryHandle, unknown>);

/** The same handle, as the type a scope promises; with the id that the application gave, which it may want to read back. */
export function noopHandle<Handle extends ScopeHandle>(options: unknown): Handle {
  const id = label(read(options, "id"));
  return id === undefined ? (NOOP_HANDLE as ScopeHandle as Handle) : Object.create(NOOP_HANDLE, { id: { value: id } });
}
