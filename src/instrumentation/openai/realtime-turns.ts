import { createAllowance, createTextPieces, type TextPieces } from "../../providers/text-pieces.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { LiveConnection, TurnInput } from "../live/live-connection.ts";
import type { LiveTurn, TurnEnd } from "../live/live-turn.ts";
import { readPath } from "../read-path.ts";
import { type AskedResponse, AskedResponses, inputOf, type Refusal } from "./asked-responses.ts";
import { readTurnEnd, readUsage, toInput } from "./realtime-items.ts";

/** Pieces of a response that the user hears or reads, in the names of the present API and of its beta. */
const OUTPUT_DELTAS: ReadonlySet<unknown> = new Set([
  "response.output_audio.delta",
  "response.audio.delta",
  "response.output_text.delta",
  "response.text.delta",
  "response.function_call_arguments.delta",
]);

/** Pieces of text that was written, or that was said and transcribed. */
const TEXT_DELTAS: ReadonlySet<unknown> = new Set([
  "response.output_audio_transcript.delta",
  "response.audio_transcript.delta",
  "response.output_text.delta",
  "response.text.delta",
]);

/** A response under way, with what was said so far: the provider tells it again at the end, unless the connection breaks. */
interface OpenResponse {
  readonly turn: LiveTurn;
  readonly said: TextPieces;
}

/** Says that a response in the conversation is under way, which only a request for another is told. */
const IS_BUSY = "conversation_already_has_active_response";

/** More responses than run at once on one connection. */
const MAX_RESPONSES = 64;

/** Follows the events of one connection to OpenAI's Realtime API, both ways. */
export class RealtimeTurns {
  readonly #connection: LiveConnection;
  readonly #responses = new Map<string, OpenResponse>();
  readonly #asked = new AskedResponses();
  #session: object = {};

  constructor(connection: LiveConnection) {
    this.#connection = connection;
  }

  received(event: unknown): void {
    const type = readPath(event, "type");
    if (OUTPUT_DELTAS.has(type) || TEXT_DELTAS.has(type)) {
      const open = this.#responses.get(String(readPath(event, "response_id")));
      if (OUTPUT_DELTAS.has(type)) open?.turn.chunk();
      if (TEXT_DELTAS.has(type)) open?.said.add(readPath(event, "delta"));
      return;
    }
    switch (type) {
      case "session.created":
      case "session.updated":
        this.#describe(readPath(event, "session"));
        break;
      case "input_audio_buffer.speech_started":
        this.#connection.inputStarted();
        break;
      case "input_audio_buffer.speech_stopped":
      case "input_audio_buffer.committed":
        this.#connection.inputEnded();
        break;
      case "conversation.item.input_audio_transcription.completed":
        this.#transcribed(readPath(event, "transcript"), readUsage(readPath(event, "usage")));
        break;
      case "response.created":
        this.#begin(readPath(event, "response"));
        break;
      case "response.done":
        this.#end(readPath(event, "response"));
        break;
      case "error":
        this.#failed(readPath(event, "error"));
        break;
    }
  }

  sent(event: unknown): void {
    switch (readPath(event, "type")) {
      case "response.create":
        for (const refused of this.#asked.takeRefused()) this.#endUnanswered(refused);
        if (!this.#asked.add(event, this.#connection.now()).isApart) this.#connection.inputEnded();
        break;
      case "input_audio_buffer.commit":
        this.#connection.inputEnded();
        break;
      case "conversation.item.create":
        this.#connection.heard(toInput(readPath(event, "item")));
        break;
    }
  }

  /** Answers that were asked for and did not start: calls that failed all the same. */
  takeUnanswered(): void {
    for (const asked of this.#asked.takeAll()) this.#endUnanswered(asked);
  }

  /** What was said in a turn that the provider did not end. */
  partialOf(turn: LiveTurn): Pick<TurnEnd, "output"> {
    const open = [...this.#responses.values()].find((one) => one.turn === turn);
    return open === undefined || open.said.length === 0
      ? {}
      : { output: [{ role: "assistant", content: open.said.toString() }] };
  }

  #describe(session: unknown): void {
    if (typeof session !== "object" || session === null) return;
    const id = readPath(session, "id");
    const model = readPath(session, "model");
    this.#session = { ...this.#session, ...session };
    this.#connection.session({
      ...(typeof id === "string" && { id }),
      ...(typeof model === "string" && { model }),
    });
  }

  /** The transcript of what the user said. Where it is billed by tokens it is a call of another model. */
  #transcribed(transcript: unknown, usage: Usage): void {
    this.#connection.heard({ role: "user", content: transcript });
    if (Object.keys(usage).length === 0) return;
    const settings =
      readPath(this.#session, "audio", "input", "transcription") ??
      readPath(this.#session, "input_audio_transcription");
    const model = readPath(settings, "model");
    const output = [{ role: "assistant", content: transcript }];
    this.#connection.transcribed(typeof model === "string" ? model : undefined, usage, output);
  }

  #begin(response: unknown): void {
    const id = readPath(response, "id");
    const asked = this.#asked.takeStarted(response);
    if (asked?.refusal !== undefined) this.#connection.failed();
    const turn = this.#start(asked);
    if (typeof id !== "string") return;
    const [oldest] = this.#responses.keys();
    if (this.#responses.size >= MAX_RESPONSES && oldest !== undefined) this.#responses.delete(oldest);
    this.#responses.set(id, { turn, said: createTextPieces(createAllowance()) });
  }

  #start(asked: AskedResponse | undefined): LiveTurn {
    const connection = this.#connection;
    if (asked === undefined) return this.#startWith({}, connection.takeWaiting());
    const waiting = asked.isApart ? connection.waiting : connection.takeWaiting();
    return this.#startWith(asked.request, inputOf(asked, waiting));
  }

  #startWith(asked: object, answers: TurnInput): LiveTurn {
    const { audio: _audio, ...request } = { ...this.#session, ...asked } as Record<string, unknown>;
    const modalities = request.output_modalities ?? request.modalities;
    return this.#connection.begin({ ...request, modalities }, answers);
  }

  #end(response: unknown): void {
    const id = String(readPath(response, "id"));
    const open = this.#responses.get(id);
    this.#responses.delete(id);
    open?.turn.end({ responseId: id, ...readTurnEnd(response) });
  }

  /** An error names the event of the application that it answers, if that had a name; else it may be of any event, or of the connection. */
  #failed(error: unknown): void {
    const eventId = readPath(error, "event_id");
    const isNamed = typeof eventId === "string";
    const isBusy = readPath(error, "code") === IS_BUSY;
    const refused = isNamed ? this.#asked.takeNamed(eventId) : isBusy ? this.#asked.takeInConversation() : undefined;
    if (refused !== undefined) {
      this.#endRefused(refused, this.#refusalOf(refused, error));
      return;
    }
    const suspected = isNamed || isBusy ? undefined : this.#asked.suspected;
    // With the second error that one request gets, the first was of another event.
    if (suspected === undefined || suspected.refusal !== undefined) this.#connection.failed();
    if (suspected !== undefined) suspected.refusal = this.#refusalOf(suspected, error);
  }

  #refusalOf(asked: AskedResponse, error: unknown): Refusal {
    const answers = { startTime: asked.askedAt, ...inputOf(asked, this.#connection.waiting) };
    return { error: error ?? { code: "error" }, endTime: this.#connection.now(), answers };
  }

  #endUnanswered(asked: AskedResponse): void {
    if (asked.refusal === undefined) this.#start(asked);
    else this.#endRefused(asked, asked.refusal);
  }

  #endRefused({ request, isApart }: AskedResponse, { error, endTime, answers }: Refusal): void {
    this.#startWith(request, answers).end({ error, endTime });
    if (!isApart) this.#connection.refused(answers);
  }
}
