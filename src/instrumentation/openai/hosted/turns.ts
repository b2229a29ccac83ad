import { attempt } from "../../../internal/attempt.ts";
import { readPath } from "../../read-path.ts";
import { sharedRegistry } from "../../shared-registry.ts";
import { type Asked, agentOf, askedSince, sessionOf, textIn } from "./sessions.ts";
import { HostedTurn, type RunStart } from "./turn.ts";

/** Who sees a turn. */
export interface TurnObserver extends Pick<RunStart, "client" | "origin"> {
  /** What the turn was asked, where the session does not know it. */
  readonly asked?: Asked | undefined;
}

/** More turns than a session tells of again. */
const MAX_CLAIMED = 10_000;
/** Turns that were recorded or are being recorded, so that none is counted twice. */
const claimed = sharedRegistry("agentscribe openai turns.1", () => new Set<string>());

const MAX_AWAITED = 1_000;
/** Turns that no stream follows to their end: whoever sees them finished tells of it. */
const awaited = sharedRegistry("agentscribe openai awaited turns.1", () => new Map<string, HostedTurn>());

/** How far the provider's clock may be behind. */
const CLOCKS_DIFFER = 60_000;

const OVER: readonly unknown[] = ["completed", "failed", "cancelled"];

/** Begins to record a turn. @returns nothing for one that is recorded already */
export function beginTurn(turn: unknown, by: TurnObserver, isWhole: boolean): HostedTurn | undefined {
  const [id, sessionId] = [readPath(turn, "id"), readPath(turn, "session_id")];
  if (typeof id !== "string" || typeof sessionId !== "string" || claimed.has(id)) return undefined;
  claim(id);
  const { client, origin } = by;
  const session = sessionOf(sessionId);
  const isRoot = textIn(turn, "subagent_id") === undefined;
  const asked = isRoot ? (session.asked ?? by.asked) : undefined;
  if (isRoot) session.asked = undefined;
  const since = readPath(turn, "started_at") ?? readPath(turn, "created_at");
  const now = client.now();
  return new HostedTurn(turn, {
    client,
    origin,
    sessionId,
    session,
    agent: agentOf(session, turn),
    asked,
    isWhole,
    startTime: asked?.at ?? (isWhole || typeof since !== "number" ? now : Math.min(now, since * 1000)),
    parent: isRoot ? undefined : [...session.open].find(({ subagentId }) => subagentId === undefined)?.scope,
  });
}

function claim(id: string): void {
  claimed.add(id);
  const [oldest] = claimed;
  if (claimed.size > MAX_CLAIMED && oldest !== undefined) claimed.delete(oldest);
}

export function awaitEnd(turn: HostedTurn): void {
  awaited.set(turn.id, turn);
  const [oldest] = awaited;
  if (awaited.size <= MAX_AWAITED || oldest === undefined) return;
  awaited.delete(oldest[0]);
  oldest[1].giveUp();
}

/** Ends a turn that was waited for, when this shows it finished. Any other was counted by whoever followed it. */
export function settleTurn(turn: unknown, usage: unknown = readPath(turn, "usage")): void {
  const id = readPath(turn, "id");
  const open = typeof id === "string" && isOver(turn) ? awaited.get(id) : undefined;
  if (open === undefined) return;
  awaited.delete(open.id);
  const completedAt = readPath(turn, "completed_at");
  open.end(turn, usage, typeof completedAt === "number" ? completedAt * 1000 : undefined);
}

/** A turn as a request shows it that does not follow its session. It is recorded where this process asked for it and nobody follows it. */
export function showTurn(turn: unknown, by: TurnObserver): void {
  attempt(() => {
    if (isAskedHere(turn)) {
      const begun = beginTurn(turn, by, false);
      if (begun !== undefined) awaitEnd(begun);
    }
    settleTurn(turn);
  });
}

function isAskedHere(turn: unknown): boolean {
  const [sessionId, createdAt] = [readPath(turn, "session_id"), readPath(turn, "created_at")];
  if (readPath(turn, "object") !== "agent.session.turn" || typeof sessionId !== "string") return false;
  const since = askedSince(sessionId);
  return since !== undefined && typeof createdAt === "number" && createdAt * 1000 + CLOCKS_DIFFER >= since;
}

function isOver(turn: unknown): boolean {
  return OVER.includes(readPath(turn, "status"));
}
