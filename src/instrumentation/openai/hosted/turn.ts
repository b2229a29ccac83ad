import { createAllowance, createTextPieces } from "../../../providers/text-pieces.ts";
import type { RecordClient } from "../../../record/client.ts";
import type { ScopeHandle } from "../../../record/scope-handle.ts";
import type { AgentHandle, AgentService } from "../../../record/scopes/agent.ts";
import type { LlmCall } from "../../../record/scopes/llm.ts";
import { readPath } from "../../read-path.ts";
import { HostTools } from "./host-tools.ts";
import { type Asked, type HostedSession, learnSpawn, type SessionAgent, textIn } from "./sessions.ts";

/** A run of an agent that begins, and what is known of it. */
export interface RunStart {
  readonly client: RecordClient;
  readonly origin: Pick<AgentService, "provider" | "serverAddress" | "serverPort">;
  readonly sessionId: string | undefined;
  readonly agent: SessionAgent;
  readonly asked?: Asked | undefined;
  readonly startTime: number;
  /** The turn that started the sub-agent whose turn this is. */
  readonly parent?: ScopeHandle | undefined;
}

export interface TurnStart extends RunStart {
  readonly session: HostedSession;
  /** Whether all that happens in the turn will be seen, if it is followed to its end. */
  readonly isWhole: boolean;
}

/** How a turn was left whose end was not told. */
export interface TurnLeft {
  readonly error?: unknown;
  readonly reason?: string;
}

/** Longer turns keep their first items. */
const MAX_ITEMS = 2_000;

/** The run of an agent that a turn is: `invoke_agent`. */
export function startRun({ client, origin, sessionId, agent, asked, startTime, parent }: RunStart): AgentHandle {
  return client.startAgent({
    name: agent.name,
    model: agent.model,
    conversationId: sessionId,
    ...(asked !== undefined && { input: asked.input }),
    ...(parent !== undefined && { parent }),
    remote: { ...origin, id: agent.id },
    startTime,
  });
}

/** One turn of a hosted agent: its run, and one call inside for all requests that it made to the model, of which only the sum is told. */
export class HostedTurn {
  readonly id: string;
  readonly subagentId: string | undefined;
  readonly scope: AgentHandle;
  readonly #start: TurnStart;
  readonly #call: LlmCall;
  readonly #tools: HostTools;
  readonly #items: unknown[] = [];
  /** Calls of tools that nobody answered yet: the names by the ids. */
  readonly #asked = new Map<string, string>();
  #isWhole: boolean;
  #said = createTextPieces(createAllowance());

  constructor(turn: unknown, start: TurnStart) {
    const { client, origin, session, agent, asked, startTime, isWhole } = start;
    this.id = String(readPath(turn, "id"));
    this.subagentId = textIn(turn, "subagent_id");
    this.scope = startRun(start);
    this.#start = start;
    this.#isWhole = isWhole;
    this.#tools = new HostTools(client, this.scope);
    this.#call = client.startLlm({
      ...origin,
      model: agent.model,
      ...(asked !== undefined && { input: asked.input }),
      parent: this.scope,
      startTime,
    });
    session.open.add(this);
  }

  /** A piece of what the model writes. */
  wrote(piece: unknown, isText: boolean): void {
    this.#call.chunk();
    if (isText) this.#said.add(piece);
  }

  itemAdded(item: unknown): void {
    this.#tools.added(item);
    learnSpawn(this.#start.session, item);
    const callId = readPath(item, "call_id");
    if (readPath(item, "type") !== "function_call" || typeof callId !== "string") return;
    if (this.#asked.size < MAX_ITEMS) this.#asked.set(callId, String(readPath(item, "name")));
  }

  itemDone(item: unknown): void {
    this.#tools.done(item);
    learnSpawn(this.#start.session, item);
    if (readPath(item, "type") === "message") this.#said = createTextPieces(createAllowance());
    if (this.#items.length < MAX_ITEMS) this.#items.push(item);
  }

  /** The id of the call of a tool that a handler answers now: they are run in the order in which they were asked for. */
  takeCall(name: string): string | undefined {
    for (const [callId, asked] of this.#asked) {
      if (asked !== name) continue;
      this.#asked.delete(callId);
      return callId;
    }
    return undefined;
  }

  /** The provider told of the end. Of a turn that was cut and whose usage is not known, nothing is estimated: it is no answer to what was asked alone. */
  end(turn: unknown, usage: unknown, endTime?: number): void {
    const status = readPath(turn, "status");
    const { agent } = this.#start;
    const isKnown = status === "completed" || (typeof usage === "object" && usage !== null);
    this.#call.response({
      ...(turn as object),
      usage,
      service_tier: agent.serviceTier,
      output: isKnown ? this.#items : [],
      searches_unseen: agent.searches === true && !this.#isWhole,
    });
    this.#call.end({ endTime });
    const error = status === "failed" ? (readPath(turn, "error") ?? { code: "failed" }) : undefined;
    this.#close({
      ...(error !== undefined && { error }),
      ...(status === "cancelled" && { reason: "aborted" }),
      endTime,
    });
  }

  /** Nobody follows the turn any more. The provider works on, so the call stays open for who sees its usage. */
  left(how: TurnLeft): void {
    this.#isWhole = false;
    this.#call.cancelled();
    this.#close(how);
  }

  /** The call ends without its usage: too many others wait for theirs. */
  giveUp(): void {
    this.#call.end();
    this.#close({});
  }

  #close(how: TurnLeft & { readonly endTime?: number | undefined }): void {
    this.#start.session.open.delete(this);
    this.#tools.end();
    const messages = this.#items.filter(
      (item) => readPath(item, "type") === "message" && readPath(item, "phase") !== "commentary",
    );
    if (this.#said.length > 0) messages.push({ role: "assistant", content: this.#said.toString() });
    if (messages.length > 0) this.scope.output(messages);
    this.scope.end(how);
  }
}
