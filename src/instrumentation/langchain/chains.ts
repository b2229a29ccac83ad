import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { GEN_AI_CONVERSATION_ID } from "../../semconv/gen-ai-attributes.ts";
import { readPath } from "../read-path.ts";

/** A run of a chain, graph or node as LangChain's callback tells of it. */
export interface ChainStart {
  readonly chain: unknown;
  /** The chain itself, where it is known. */
  readonly runnable: unknown;
  readonly inputs: unknown;
  readonly tags: unknown;
  readonly metadata: unknown;
  /** The metadata of what the run is inside. */
  readonly around: unknown;
  readonly name: unknown;
  readonly isRoot: boolean;
  readonly within: ScopeHandle | undefined;
}

/** Names that LangGraph and LangChain give what the application did not name. */
const NAMELESS: ReadonlySet<string> = new Set(["LangGraph", "RunnableSequence", "RunnableLambda", "RunnableMap"]);

/**
 * Opens the scope of a chain's run: `invoke_agent` for agents, `invoke_workflow` for graphs and for what stands alone, a step for a part.
 *
 * @returns nothing for runs that LangChain marks as hidden
 */
export function startChain(client: RecordClient, run: ChainStart): ScopeHandle | undefined {
  if (Array.isArray(run.tags) && run.tags.includes("langsmith:hidden")) return undefined;
  const kind = classOf(run.chain);
  const given = typeof run.name === "string" && run.name !== "" ? run.name : kind.name;
  const name = given === undefined || NAMELESS.has(given) || given === kind.name ? undefined : given;
  const within = run.within === undefined ? {} : { within: run.within };
  const whole = { ...within, ...named(name), ...conversation(run.metadata), ...inputOf(run.inputs) };
  if (isAgent(run, kind)) return client.startAgent({ ...whole, ...named(told(run, "lc_agent_name") ?? name) });
  if (kind.isGraph || run.isRoot) return client.startWorkflow(whole);
  return client.startStep({ ...within, name: given ?? "chain", ...(name !== undefined && { nameKind: "step" }) });
}

interface ChainClass {
  readonly name: string | undefined;
  readonly isGraph: boolean;
}

/** LangChain serialises a chain with the path of its class: `["langgraph", "pregel", "CompiledStateGraph"]`. */
function classOf(chain: unknown): ChainClass {
  const id = readPath(chain, "id");
  const path = Array.isArray(id) ? id.filter((part) => typeof part === "string") : [];
  return { name: path.at(-1), isGraph: path[0] === "langgraph" && path.includes("pregel") };
}

/**
 * `createAgent` of `langchain` makes a graph, whose metadata says so, and with it that of all inside: what a run has from around is not its own. An
 * agent without a name inside another says nothing new, and is known by its node. The older executors are classes.
 */
function isAgent(run: ChainStart, kind: ChainClass): boolean {
  if (kind.name?.endsWith("AgentExecutor") === true) return true;
  if (!kind.isGraph) return false;
  if (told(run, "lc_agent_name") !== undefined || told(run, "ls_integration") === "langchain_create_agent") return true;
  return readPath(run.runnable, "nodes", "model_request") !== undefined;
}

/** What the metadata of a run says that it does not have from around. */
function told(run: ChainStart, key: string): string | undefined {
  const value = readPath(run.metadata, key);
  return typeof value === "string" && value !== "" && value !== readPath(run.around, key) ? value : undefined;
}

const CONVERSATION_KEYS = ["thread_id", "conversation_id", "session_id"] as const;

/** The conversation of a model call that stands alone, as its attribute: one inside a chain has that of the chain. */
export function conversationAlone(metadata: unknown, parentRunId: unknown): Pick<LlmOptions, "attributes"> {
  const { conversationId } = parentRunId === undefined ? conversation(metadata) : {};
  return conversationId === undefined ? {} : { attributes: { [GEN_AI_CONVERSATION_ID]: conversationId } };
}

function conversation(metadata: unknown): { readonly conversationId?: string } {
  for (const key of CONVERSATION_KEYS) {
    const id = readPath(metadata, key);
    if ((typeof id === "string" && id !== "") || typeof id === "number") return { conversationId: String(id) };
  }
  return {};
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

/** Of what a chain was given, the messages or the text: a state of other things is the application's own. */
function inputOf(inputs: unknown): { readonly input?: unknown } {
  const messages = readPath(inputs, "messages") ?? readPath(inputs, "input") ?? inputs;
  return typeof messages === "string" || Array.isArray(messages) ? { input: messages } : {};
}

/** What a chain answered, as messages. */
export function outputOf(outputs: unknown): unknown {
  const messages = readPath(outputs, "messages");
  if (Array.isArray(messages)) return messages.slice(-1);
  const answer = readPath(outputs, "output") ?? outputs;
  return typeof answer === "string" || readPath(answer, "content") !== undefined ? answer : undefined;
}
