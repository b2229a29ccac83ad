import { attempt } from "../../../internal/attempt.ts";
import type { ResultObserver } from "../../../record/results/follow.ts";
import { readPath } from "../../read-path.ts";
import { failRun, type Sent } from "./sent.ts";
import { askSession, learnSession, learnSubagent, type SessionPlace, sessionOf, textIn } from "./sessions.ts";
import type { HostedTurn, TurnLeft } from "./turn.ts";
import { awaitEnd, beginTurn, settleTurn } from "./turns.ts";

/** Pieces of what the model writes, and whether they are of its answer. */
const DELTAS: ReadonlyMap<unknown, boolean> = new Map([
  ["agent.session.turn.output_text.delta", true],
  ["agent.session.turn.reasoning_summary_text.delta", false],
]);

const EARLY_END = { name: "unexpected_end", message: "The stream of events ended before the turn did." };

/** Follows a request that makes a session or streams its events. Each turn is recorded once, by whoever sees it first. */
export class SessionEvents implements ResultObserver {
  readonly ownsStreams = true;
  readonly readsBodies = false;
  readonly isPlainlyPulled = true;
  readonly #sent: Sent;
  readonly #turns = new Map<string, HostedTurn>();
  readonly #place: SessionPlace;
  #isStreamed = false;
  #hasTurns = false;
  /** What the provider said went wrong. */
  #error: unknown;

  constructor(sent: Sent, place: SessionPlace) {
    this.#sent = sent;
    this.#place = place;
  }

  within<R>(fn: () => R): R {
    return fn();
  }

  begun(): void {
    this.#isStreamed = true;
  }

  settled(value: unknown): void {
    attempt(() => {
      if (this.#isStreamed) this.#leave({ error: this.#error ?? EARLY_END });
      else this.#made(learnSession(value));
    });
  }

  failed(error: unknown): void {
    attempt(() => this.#leave({ error }));
  }

  cancelled(): void {
    attempt(() => this.#leave({ reason: "aborted" }));
  }

  chunk(event: unknown): void {
    attempt(() => this.#event(event));
  }

  #event(event: unknown): void {
    const type = readPath(event, "type");
    const isText = DELTAS.get(type);
    if (isText !== undefined) {
      this.#turnOf(event)?.wrote(readPath(event, "delta"), isText);
      return;
    }
    const session = learnSession(readPath(event, "session"));
    this.#place.id ??= session;
    switch (type) {
      case "error":
        this.#error = readPath(event, "error");
        break;
      case "agent.session.failed":
        this.#leave({ error: { code: "session_failed", message: readPath(event, "session", "error") } });
        break;
      case "agent.session.subagent.created":
      case "agent.session.subagent.active":
        learnSubagent(readPath(event, "subagent"));
        break;
      case "agent.session.turn.created":
      case "agent.session.turn.in_progress":
        this.#turn(readPath(event, "turn"), type === "agent.session.turn.created");
        break;
      case "agent.session.turn.completed":
      case "agent.session.turn.failed":
      case "agent.session.turn.cancelled":
        this.#end(readPath(event, "turn"), readPath(event, "usage"));
        break;
      case "agent.session.turn.item.added":
        this.#turnOf(event)?.itemAdded(readPath(event, "item"));
        break;
      case "agent.session.turn.item.done":
        this.#turnOf(event)?.itemDone(readPath(event, "item"));
        break;
    }
  }

  /** The turn that an event belongs to. One whose beginning was missed is the agent's own where the session has no sub-agents. */
  #turnOf(event: unknown): HostedTurn | undefined {
    const [id, session_id] = [textIn(event, "turn_id"), textIn(event, "session_id")];
    if (id === undefined || session_id === undefined) return undefined;
    const known = this.#turns.get(id);
    return known ?? (sessionOf(session_id).subagents.size === 0 ? this.#turn({ id, session_id }, false) : undefined);
  }

  /** The turn, which begins where it was not seen before; absent where another stream follows it, or it is over. */
  #turn(turn: unknown, isNew: boolean): HostedTurn | undefined {
    const known = this.#turns.get(String(readPath(turn, "id")));
    if (known !== undefined) return known;
    const asked = this.#hasTurns ? undefined : this.#sent.asked;
    const begun = beginTurn(turn, { ...this.#sent, asked }, isNew);
    if (begun !== undefined) this.#turns.set(begun.id, begun);
    this.#hasTurns = true;
    return begun;
  }

  /** The usage of the event is that of the root agent alone: of a sub-agent's turn, the turn itself says it. */
  #end(turn: unknown, told: unknown): void {
    const own = readPath(turn, "usage");
    const usage = textIn(turn, "subagent_id") === undefined ? (told ?? own) : own;
    const open = this.#turn(turn, false);
    if (open === undefined) settleTurn(turn, usage);
    else {
      this.#turns.delete(open.id);
      open.end(turn, usage);
    }
  }

  /** The stream is over. What it was made with, and no turn of it took up, failed with it, or may still be seen by others. */
  #leave(how: TurnLeft): void {
    const open = [...this.#turns.values()].reverse();
    this.#turns.clear();
    for (const turn of open) {
      turn.left(how);
      awaitEnd(turn);
    }
    if (this.#hasTurns) return;
    this.#hasTurns = true;
    if (how.error === undefined) this.#made(this.#place.id);
    else failRun(this.#sent, how.error);
  }

  #made(sessionId: string | undefined): void {
    const { asked } = this.#sent;
    if (sessionId !== undefined && asked !== undefined) askSession(sessionId, asked);
  }
}
