import { createAllowance, createTextPieces, type TextPieces } from "../../providers/text-pieces.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { LiveConnection } from "../live/live-connection.ts";
import type { LiveTurn, TurnEnd } from "../live/live-turn.ts";
import { readPath } from "../read-path.ts";
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

/** More responses than run at once on one connection. */
const MAX_RESPONSES = 64;

/** Follows the events of one connection to OpenAI's Realtime API, both ways. */
export class RealtimeTurns {
  readonly #connection: LiveConnection;
  readonly #responses = new Map<string, OpenResponse>();
  #session: object = {};
  #asked: object | undefined;

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
        this.#refused(readPath(event, "error"));
        break;
    }
  }

  sent(event: unknown): void {
    switch (readPath(event, "type")) {
      case "response.create": {
        const asked = readPath(event, "response");
        this.#asked = typeof asked === "object" && asked !== null ? asked : {};
        this.#connection.inputEnded();
        break;
      }
      case "input_audio_buffer.commit":
        this.#connection.inputEnded();
        break;
      case "conversation.item.create":
        this.#connection.heard(toInput(readPath(event, "item")));
        break;
    }
  }

  /** An answer that was asked for and did not start: a call that failed all the same. */
  takeUnanswered(): void {
    if (this.#asked !== undefined) this.#start();
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
    const turn = this.#start();
    if (typeof id !== "string") return;
    const [oldest] = this.#responses.keys();
    if (this.#responses.size >= MAX_RESPONSES && oldest !== undefined) this.#responses.delete(oldest);
    this.#responses.set(id, { turn, said: createTextPieces(createAllowance()) });
  }

  #start(): LiveTurn {
    const {
      input: _input,
      audio: _audio,
      ...request
    } = { ...this.#session, ...this.#asked } as Record<string, unknown>;
    this.#asked = undefined;
    return this.#connection.begin({ ...request, modalities: request.output_modalities ?? request.modalities });
  }

  #end(response: unknown): void {
    const id = String(readPath(response, "id"));
    const open = this.#responses.get(id);
    this.#responses.delete(id);
    open?.turn.end({ responseId: id, ...readTurnEnd(response) });
  }

  /** An error event names no response: it answers a request that did not start, or belongs to the connection. */
  #refused(error: unknown): void {
    if (this.#asked === undefined) this.#connection.failed();
    else this.#start().end({ error: error ?? { code: "error" } });
  }
}
