import * as own from "../../semconv/agentscribe-attributes.ts";
import type { LiveConnection } from "../live/live-connection.ts";
import { readPath } from "../read-path.ts";
import { DelegatedAnswers } from "./delegated-answers.ts";
import { SessionCall, type SessionEnd } from "./session-call.ts";
import { recordsSession, sessionAttached, sessionLeft, sessionStarted } from "./session-recorders.ts";

/** Events by which the application tells the model of the session something. */
const CONTEXT: ReadonlySet<unknown> = new Set([
  "session.instructions.append",
  "session.thinking.append",
  "session.commentary.append",
]);
/** Says that the connection of the user's audio broke. */
const LOST = "connection_lost";

/**
 * Follows the events of one connection to OpenAI's Live API, both ways: the session, whose audio is billed by the second, and the responses and decisions of
 * other models that it delegates tasks to, which are billed by tokens.
 */
export class LiveSession {
  readonly #connection: LiveConnection;
  readonly #answers: DelegatedAnswers;
  #id: string | undefined;
  #session: unknown;
  #call: SessionCall | undefined;
  /** Seconds of this session, and of those that the same connection had before. */
  #seconds = 0;
  #secondsBefore = 0;
  #isOver = false;

  /** @param attachedTo - the session that the connection is attached to, where it starts none */
  constructor(connection: LiveConnection, attachedTo: string | undefined) {
    this.#connection = connection;
    this.#answers = new DelegatedAnswers(connection);
    this.#id = attachedTo;
    if (attachedTo === undefined) return;
    sessionAttached(attachedTo);
    connection.session({ id: attachedTo });
  }

  /** The provider said that the session is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  received(event: unknown): void {
    switch (readPath(event, "type")) {
      case "session.started":
        this.#started(readPath(event, "session"));
        break;
      case "session.updated":
        this.#describe(readPath(event, "session"));
        break;
      case "session.usage.updated":
        this.#used(readPath(event, "usage", "seconds"));
        break;
      case "session.closed":
        this.#closed(event);
        break;
      case "session.input_transcript.delta":
        this.#ownCall()?.said("user", readPath(event, "delta"));
        break;
      case "session.output_transcript.delta":
        this.#ownCall()?.said("assistant", readPath(event, "delta"));
        break;
      case "session.delegation.created":
        this.#answers.delegated(readPath(event, "delegation"));
        break;
      case "response.event":
        this.#answered(event);
        break;
      case "decision.event":
        this.#decided(event);
        break;
      case "error":
        this.#failed(event);
        break;
      case "transport.failed":
        this.#connection.failed();
        break;
    }
  }

  sent(event: unknown): void {
    const type = readPath(event, "type");
    if (type === "response.create" || type === "decision.create") this.#answers.asked(event);
    else if (type === "response.item.create") this.#connection.heard(readPath(event, "item"));
    else if (CONTEXT.has(type)) this.#ownCall()?.told(readPath(event, "content"));
  }

  /** The connection broke or is closed: what is known of the session is all that will be. */
  takeUnanswered(error: unknown): void {
    this.#end({ error });
    this.#answers.forget();
  }

  /** The call of a delegated response has what was received of it. */
  partialOf(): object {
    return {};
  }

  #started(session: unknown): void {
    const id = readPath(session, "id");
    if (typeof id === "string" && id !== this.#id) {
      // A connection that is made anew starts another session.
      this.#end({ error: { code: LOST } });
      this.#secondsBefore += this.#seconds;
      this.#seconds = 0;
      this.#isOver = false;
      sessionStarted(id, this);
    }
    this.#describe(session);
  }

  #describe(session: unknown): void {
    if (typeof session !== "object" || session === null) return;
    const id = readPath(session, "id");
    const model = readPath(session, "model");
    if (typeof id === "string") this.#id = id;
    this.#session = session;
    this.#connection.session({
      ...(typeof id === "string" && { id }),
      ...(typeof model === "string" && { model }),
    });
    this.#ownCall()?.begin(session);
  }

  /** The call of the model of the session, on the connection that records it: begun with the first that is told of it. */
  #ownCall(): SessionCall | undefined {
    const isKnown = this.#id !== undefined || this.#session !== undefined;
    if (!isKnown || this.#isOver || !recordsSession(this.#id, this)) return undefined;
    this.#call ??= new SessionCall(this.#connection);
    return this.#call;
  }

  /** @param seconds - the total of the session */
  #used(seconds: unknown): void {
    if (typeof seconds !== "number" || !Number.isFinite(seconds)) return;
    this.#seconds = Math.max(this.#seconds, seconds);
    this.#ownCall()?.used(this.#seconds);
    this.#connection.set({ [own.LIVE_AUDIO_SECONDS]: this.#secondsBefore + this.#seconds });
  }

  #closed(event: unknown): void {
    const told = readPath(event, "reason");
    const reason = typeof told === "string" ? told : "session_closed";
    this.#describe(readPath(event, "session"));
    this.#used(readPath(event, "usage", "seconds"));
    this.#connection.set({ [own.LIVE_CLOSE_REASON]: reason });
    this.#isOver = true;
    this.#answers.forget();
    if (reason === LOST) {
      const error = { code: LOST };
      this.#connection.broke(undefined, error);
      this.#end({ error });
    } else {
      this.#connection.interrupted(reason);
      this.#end({ finishReason: reason === "content" ? "content_filter" : "stop" });
    }
  }

  #end(end: SessionEnd): void {
    const call = this.#call;
    this.#call = undefined;
    call?.end(this.#session ?? { id: this.#id }, end);
    sessionLeft(this.#id, this, this.#isOver);
  }

  #answered(event: unknown): void {
    if (this.#ownCall() === undefined) return;
    const settings = readPath(this.#session, "delegation", "responses");
    this.#answers.answered(readPath(event, "delegation_id"), readPath(event, "event"), settings);
  }

  #decided(event: unknown): void {
    if (this.#ownCall() === undefined) return;
    const decision = readPath(event, "event", "decision");
    // One that the transcript set off is of no delegation.
    const isTriggered = typeof readPath(event, "trigger_id") === "string";
    const settings = isTriggered ? undefined : readPath(this.#session, "delegation", "decisions");
    this.#answers.decided(readPath(event, "delegation_id"), decision, settings, !isTriggered);
  }

  /** An error that names the request for an answer is its refusal; another one may be of anything. */
  #failed(event: unknown): void {
    const error = readPath(event, "error");
    const eventId = readPath(error, "client_event_id") ?? readPath(event, "client_event_id");
    const delegation = readPath(this.#session, "delegation");
    const settings = readPath(delegation, "responses") ?? readPath(delegation, "decisions");
    if (!this.#answers.refused(eventId, error ?? { code: "error" }, settings)) this.#connection.failed();
  }
}
