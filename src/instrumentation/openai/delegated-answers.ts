import * as own from "../../semconv/agentscribe-attributes.ts";
import type { LiveConnection, TurnInput } from "../live/live-connection.ts";
import type { LiveTurn } from "../live/live-turn.ts";
import { readPath } from "../read-path.ts";

/** A response under way of the model that a task was delegated to. */
interface OpenAnswer {
  readonly turn: LiveTurn;
  /** The delegation that it belongs to; empty where that is not told. */
  readonly delegation: string;
}

/** When an answer was asked for, and the event by which the application did. */
interface Asked {
  readonly at: number;
  readonly event?: unknown;
}

/** Events of a response after which none of it follow. */
const ENDS: ReadonlySet<unknown> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
  "error",
]);

/** More responses than are under way at once, and than are asked for. */
const MAX_OPEN = 64;
const DECISION = { operation: "generate_content" } as const;
/** What a decision is made of is not told. */
const NO_INPUT: TurnInput = { input: [] };
/** The delegation of what belongs to none. */
const NONE = "";

/** Responses and decisions of other models, to which a session of the Live API delegates tasks. Each is one model call. */
export class DelegatedAnswers {
  readonly #connection: LiveConnection;
  /** By the id of the response. */
  readonly #open = new Map<string, OpenAnswer>();
  /** Responses that are over: what comes late of them begins none. */
  readonly #ended = new Set<string>();
  /** What was asked for and did not start yet, by its delegation. */
  readonly #asked = new Map<string, Asked>();
  #delegations = 0;

  constructor(connection: LiveConnection) {
    this.#connection = connection;
  }

  /** The model of the session delegated a task, to the application or to another model. */
  delegated(delegation: unknown): void {
    this.#delegations += 1;
    this.#connection.set({ [own.LIVE_DELEGATIONS]: this.#delegations });
    const id = readPath(delegation, "id");
    const responseId = readPath(delegation, "response_id");
    const isEnded = typeof responseId === "string" && this.#ended.has(responseId);
    const isStarted = [...this.#open.values()].some((answer) => answer.delegation === id);
    const isApplications = readPath(delegation, "target") === "client";
    if (typeof id === "string" && !isStarted && !isEnded && !isApplications) this.#ask(id);
  }

  /** The application asked for an answer: `response.create` or `decision.create`. */
  asked(event: unknown): void {
    this.#ask(NONE, event);
  }

  /** @param event - of the stream of a response; it says whose it is only where the response begins and ends */
  answered(delegationId: unknown, event: unknown, settings: unknown): void {
    const delegation = toDelegation(delegationId);
    const response = readPath(event, "response");
    const told = readPath(response, "id");
    const id = typeof told === "string" ? told : this.#idOf(delegation);
    if (id === undefined || this.#ended.has(id)) return;
    const { turn } = this.#open.get(id) ?? this.#begin(id, delegation, settings, response);
    turn.chunk(event);
    if (!ENDS.has(readPath(event, "type"))) return;
    this.#forget(id);
    turn.end({});
  }

  /** A decision, which comes whole. @param isAsked - it may be what the application asked for */
  decided(delegationId: unknown, decision: unknown, settings: unknown, isAsked: boolean): void {
    if (typeof decision !== "object" || decision === null) return;
    const delegation = toDelegation(delegationId);
    const asked = isAsked ? this.#takeAsked(delegation) : undefined;
    const answers = { ...NO_INPUT, ...(asked !== undefined && { startTime: asked.at }) };
    const model = { ...toModel(settings, decision, delegation), ...DECISION };
    this.#connection.begin({ stream: false }, answers, model).end({ response: decision });
  }

  /** The provider refused what the application asked for by this event. @returns whether it did */
  refused(eventId: unknown, error: unknown, settings: unknown): boolean {
    const asked = this.#asked.get(NONE);
    if (asked === undefined || typeof eventId !== "string" || readPath(asked.event, "event_id") !== eventId)
      return false;
    this.#asked.delete(NONE);
    const isDecision = readPath(asked.event, "type") === "decision.create";
    const model = { ...toModel(settings, undefined, NONE), ...(isDecision && DECISION) };
    const request = isDecision ? { stream: false } : toRequest(settings);
    const { input } = isDecision ? NO_INPUT : this.#connection.waiting;
    this.#connection.begin(request, { input, startTime: asked.at }, model).end({ error });
    return true;
  }

  /** The session is over: what is under way gets no end any more. */
  forget(): void {
    this.#open.clear();
    this.#asked.clear();
  }

  #ask(delegation: string, event?: unknown): void {
    const [oldest] = this.#asked.keys();
    if (this.#asked.size >= MAX_OPEN && oldest !== undefined) this.#asked.delete(oldest);
    this.#asked.set(delegation, { at: this.#connection.now(), event });
  }

  /** What asked for an answer: the delegation that it belongs to, or else the application. */
  #takeAsked(delegation: string): Asked | undefined {
    const key = this.#asked.has(delegation) ? delegation : NONE;
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    return asked;
  }

  /** Whose pieces come in a delegation: of its last response, or of the only one. */
  #idOf(delegation: string): string | undefined {
    const all = [...this.#open];
    const [id] = all.findLast(([, answer]) => answer.delegation === delegation) ?? [];
    return id ?? (delegation === NONE && all.length === 1 ? all[0]?.[0] : undefined);
  }

  #begin(id: string, delegation: string, settings: unknown, response: unknown): OpenAnswer {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN && oldest !== undefined) this.#forget(oldest);
    const startTime = this.#takeAsked(delegation)?.at ?? this.#connection.now();
    const { input } = this.#connection.takeWaiting();
    const model = toModel(settings, response, delegation);
    const turn = this.#connection.begin(toRequest(settings), { input, startTime }, model);
    const answer = { turn, delegation };
    this.#open.set(id, answer);
    return answer;
  }

  #forget(id: string): void {
    this.#open.delete(id);
    const [oldest] = this.#ended;
    if (this.#ended.size >= MAX_OPEN && oldest !== undefined) this.#ended.delete(oldest);
    this.#ended.add(id);
  }
}

function toDelegation(id: unknown): string {
  return typeof id === "string" ? id : NONE;
}

function toRequest(settings: unknown): object {
  return typeof settings === "object" && settings !== null ? settings : {};
}

/** The model that was asked for, or else the one that answers. */
function toModel(settings: unknown, answer: unknown, delegation: string) {
  const model = readPath(settings, "model") ?? readPath(answer, "model");
  return {
    ...(typeof model === "string" && { model }),
    ...(delegation !== NONE && { attributes: { [own.LIVE_DELEGATION_ID]: delegation } }),
  };
}
