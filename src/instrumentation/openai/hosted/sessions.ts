import { readPath } from "../../read-path.ts";
import { sharedRegistry } from "../../shared-registry.ts";
import type { HostedTurn } from "./turn.ts";

/** What a turn was asked, and when. */
export interface Asked {
  readonly input: unknown;
  readonly at: number;
}

/** The session that a request is about. Of one that it makes, the answer tells the id. */
export interface SessionPlace {
  id: string | undefined;
}

/** The agent of a session, as the session says. */
export interface SessionAgent {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly model?: string | undefined;
  readonly serviceTier?: string | undefined;
  /** Whether it may search the web, which is billed by the search. */
  readonly searches?: boolean | undefined;
}

/** What is known of a session of an agent that OpenAI hosts. */
export interface HostedSession {
  agent: SessionAgent;
  /** What was sent to it and no turn took up yet. */
  asked: Asked | undefined;
  /** When this process first sent something to it. */
  askedSince: number | undefined;
  /** Its turns that are under way, as far as they are followed. */
  readonly open: Set<HostedTurn>;
  /** Names of its sub-agents, by their ids. */
  readonly subagents: Map<string, string>;
  /** A sub-agent was asked for with a model of its own. Which one that became is not told. */
  hasOtherModels: boolean;
}

const MAX_SESSIONS = 1_000;
const MAX_SUBAGENTS = 1_000;
const sessions = sharedRegistry("agentscribe openai sessions.1", () => new Map<string, HostedSession>());

export function sessionOf(id: string): HostedSession {
  let session = sessions.get(id);
  if (session === undefined) {
    session = {
      agent: {},
      asked: undefined,
      askedSince: undefined,
      open: new Set(),
      subagents: new Map(),
      hasOtherModels: false,
    };
    sessions.set(id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
  }
  return session;
}

/** When this process first sent something to the session; absent when it did not. */
export function askedSince(id: string): number | undefined {
  return sessions.get(id)?.askedSince;
}

/** Something was sent to the session: what its next turn was asked. */
export function askSession(id: string, asked: Asked): HostedSession {
  const session = sessionOf(id);
  session.asked = asked;
  session.askedSince ??= asked.at;
  return session;
}

/** Reads a session as the API gives it. @returns its id; absent when it is none */
export function learnSession(session: unknown): string | undefined {
  const id = readPath(session, "id");
  if (readPath(session, "object") !== "agent.session" || typeof id !== "string") return undefined;
  const agent = readPath(session, "agent");
  const tier = textIn(agent, "service_tier");
  const tools = readPath(agent, "tools");
  sessionOf(id).agent = {
    id: textIn(agent, "id"),
    name: textIn(agent, "name"),
    model: textIn(agent, "model"),
    // Which one served the requests is told by nobody then.
    serviceTier: tier === "auto" ? undefined : tier,
    searches: Array.isArray(tools) && tools.some((tool: unknown) => readPath(tool, "type") === "web_search"),
  };
  return id;
}

export function learnSubagent(subagent: unknown): void {
  const [id, sessionId, name] = ["id", "session_id", "name"].map((key) => textIn(subagent, key));
  if (id === undefined || sessionId === undefined || name === undefined) return;
  const { subagents } = sessionOf(sessionId);
  if (subagents.size < MAX_SUBAGENTS) subagents.set(id, name);
}

/** Looks for an item by which a sub-agent is asked for. */
export function learnSpawn(session: HostedSession, item: unknown): void {
  if (readPath(item, "type") !== "create_subagent_call") return;
  const model = textIn(item, "model");
  if (model !== undefined && model !== session.agent.model) session.hasOtherModels = true;
}

/** The agent of a turn. A sub-agent says no model: it has the session's, unless one of the sub-agents was asked for with another. */
export function agentOf(session: HostedSession, turn: unknown): SessionAgent {
  const { agent, subagents, hasOtherModels } = session;
  const id = textIn(turn, "agent_id");
  const subagentId = textIn(turn, "subagent_id");
  if (subagentId === undefined) return { ...agent, id: id ?? agent.id };
  return { ...agent, id, name: subagents.get(subagentId), ...(hasOtherModels && { model: undefined }) };
}

export function textIn(value: unknown, key: string): string | undefined {
  const text = readPath(value, key);
  return typeof text === "string" && text !== "" ? text : undefined;
}
