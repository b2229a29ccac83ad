import { readGoogleUsage } from "../../providers/google/usage.ts";
import { createAllowance, createTextPieces, type TextPieces } from "../../providers/text-pieces.ts";
import { checkUsage, type Usage } from "../../semconv/usage.ts";
import type { LiveConnection } from "../live/live-connection.ts";
import type { LiveTurn, TurnEnd } from "../live/live-turn.ts";
import { readPath } from "../read-path.ts";

/** The model's turn that is under way, as far as it was received. */
interface OpenTurn {
  readonly turn: LiveTurn;
  readonly thoughts: TextPieces;
  /** What was written, or said and transcribed. */
  readonly said: TextPieces;
  readonly calls: unknown[];
  /** The last thing the model did was to call a function: it waits for the result. */
  waitsForTool: boolean;
  interrupted: boolean;
}

/** A turn that is over and whose usage was not told: it may come in a message of its own. */
interface UncountedTurn {
  readonly turn: LiveTurn;
  readonly end: TurnEnd;
}

const MAX_CALLS = 1_000;

/** Follows the messages of one session of Gemini's Live API, both ways. */
export class LiveTurns {
  readonly #connection: LiveConnection;
  readonly #request: object;
  #open: OpenTurn | undefined;
  #uncounted: UncountedTurn | undefined;
  /** The application asked for an answer, and the model has said nothing yet. */
  #isAwaited = false;
  /** The application said that its audio pauses. */
  #isPaused = false;
  #usage: Record<string, number> = {};

  /** @param request - model and configuration of the session */
  constructor(connection: LiveConnection, request: object) {
    this.#connection = connection;
    this.#request = request;
  }

  received(message: unknown): void {
    const sessionId = readPath(message, "setupComplete", "sessionId");
    if (typeof sessionId === "string") this.#connection.session({ id: sessionId });
    this.#heardActivity(message);
    const content = readPath(message, "serverContent");
    const spoken = readPath(content, "inputTranscription", "text");
    if (typeof spoken === "string" && spoken !== "") this.#connection.heard(userText(spoken));
    this.#readParts(readPath(content, "modelTurn", "parts"));
    const transcript = readPath(content, "outputTranscription", "text");
    if (typeof transcript === "string" && transcript !== "") this.#turn().said.add(transcript);
    const calls = readPath(message, "toolCall", "functionCalls");
    if (Array.isArray(calls) && calls.length > 0) this.#called(calls);
    this.#addUsage(readPath(message, "usageMetadata"));
    const isInterrupted = readPath(content, "interrupted") === true;
    const isComplete = readPath(content, "turnComplete") === true;
    // A turn without a word.
    if (this.#isAwaited && (isInterrupted || isComplete)) this.#turn();
    if (isInterrupted && this.#open !== undefined) this.#open.interrupted = true;
    if (isComplete) this.#end(readPath(content, "turnCompleteReason"));
  }

  /** `sendClientContent()`: turns of a conversation, and unless told otherwise the model is to answer. */
  sentContent(params: unknown): void {
    const turns = readPath(params, "turns");
    for (const turn of Array.isArray(turns) ? turns : [turns]) {
      if (typeof turn === "string") this.#connection.heard(userText(turn));
      else if (turn !== undefined && turn !== null) this.#connection.heard(turn);
    }
    if (readPath(params, "turnComplete") === false) return;
    if (turns !== undefined) this.#connection.inputStarted();
    this.#asked();
  }

  /** `sendRealtimeInput()`: audio and video are not kept. */
  sentRealtime(params: unknown): void {
    const text = readPath(params, "text");
    if (typeof text === "string") this.#connection.heard(userText(text));
    // A pause was the end of nothing when more follows before an answer.
    const isMore = typeof text === "string" || (this.#isPaused && hasAudio(params));
    if (isMore || readPath(params, "activityStart") !== undefined) this.#connection.inputStarted();
    if (hasAudio(params)) this.#isPaused = false;
    const isPause = readPath(params, "audioStreamEnd") === true;
    if (isPause) this.#isPaused = true;
    const isEnd = isPause || readPath(params, "activityEnd") !== undefined;
    if (isEnd || typeof text === "string") this.#connection.inputEnded();
  }

  /** `sendToolResponse()`: the model goes on in a turn of its own, when it has all results. */
  sentToolResponse(params: unknown): void {
    const responses = readPath(params, "functionResponses");
    const parts = (Array.isArray(responses) ? responses : [responses]).map((functionResponse) => ({
      functionResponse,
    }));
    if (this.#open?.waitsForTool === true) this.#end("tool_call");
    this.#connection.heard({ role: "user", parts });
    if (this.#open === undefined) this.#asked();
  }

  /** The connection is over: no usage comes any more, and a turn that was asked for failed all the same. */
  closing(): void {
    this.#count();
    if (this.#isAwaited) this.#turn();
  }

  #heardActivity(message: unknown): void {
    const activity =
      readPath(message, "voiceActivity", "voiceActivityType") ??
      readPath(message, "voiceActivityDetectionSignal", "vadSignalType");
    if (activity === "ACTIVITY_START" || activity === "VAD_SIGNAL_TYPE_SOS") this.#connection.inputStarted();
    if (activity === "ACTIVITY_END" || activity === "VAD_SIGNAL_TYPE_EOS") this.#connection.inputEnded();
  }

  /** The model is to answer: it is waited for from now on, in a turn of its own unless one is under way. */
  #asked(): void {
    this.#connection.inputEnded();
    this.#isAwaited = this.#open === undefined;
  }

  #turn(): OpenTurn {
    if (this.#open !== undefined) return this.#open;
    this.#count();
    this.#isAwaited = false;
    const allowance = createAllowance();
    this.#open = {
      turn: this.#connection.begin(this.#request),
      thoughts: createTextPieces(allowance),
      said: createTextPieces(allowance),
      calls: [],
      waitsForTool: false,
      interrupted: false,
    };
    return this.#open;
  }

  #readParts(parts: unknown): void {
    if (!Array.isArray(parts) || parts.length === 0) return;
    const open = this.#turn();
    open.waitsForTool = false;
    for (const part of parts as readonly unknown[]) {
      const text = readPath(part, "text");
      const isThought = readPath(part, "thought") === true;
      if (typeof text === "string") (isThought ? open.thoughts : open.said).add(text);
      if (!isThought) open.turn.chunk();
    }
  }

  #called(calls: readonly unknown[]): void {
    const open = this.#turn();
    open.waitsForTool = true;
    open.calls.push(...calls.slice(0, MAX_CALLS - open.calls.length));
    open.turn.chunk();
  }

  /** Each report is of what was used since the one before it. */
  #addUsage(metadata: unknown): void {
    if (typeof metadata !== "object" || metadata === null) return;
    for (const [field, count] of Object.entries(readReport(metadata))) {
      this.#usage[field] = (this.#usage[field] ?? 0) + (count as number);
    }
    if (this.#open === undefined) this.#count();
  }

  /** Ends the turn that is over, with what was told of its usage since. */
  #count(): void {
    const uncounted = this.#uncounted;
    if (uncounted === undefined) return;
    this.#uncounted = undefined;
    uncounted.turn.end({ ...uncounted.end, ...this.#takeUsage() });
  }

  #takeUsage(): Pick<TurnEnd, "usage"> {
    const usage = this.#usage;
    this.#usage = {};
    return Object.keys(usage).length > 0 ? { usage: usage as Usage } : {};
  }

  /** What was received of the turn under way, and its end: the connection ends it. */
  takePartial(): Pick<TurnEnd, "usage" | "output"> {
    const open = this.#open;
    this.#open = undefined;
    return {
      ...this.#takeUsage(),
      ...(open !== undefined && { output: [{ role: "model", parts: partsOf(open) }] }),
    };
  }

  #end(reason: unknown): void {
    const open = this.#open;
    if (open === undefined) return;
    const finishReason = open.interrupted ? "cancelled" : typeof reason === "string" ? reason : "stop";
    const end: TurnEnd = {
      ...this.takePartial(),
      finishReason,
      ...(open.interrupted && { interruption: "interrupted" }),
    };
    if (end.usage !== undefined) open.turn.end(end);
    else this.#uncounted = { turn: open.turn, end: { ...end, endTime: this.#connection.now() } };
  }
}

/** Of a long session the text by modality counts what was said before as well, which the total does not: then it is no part of it. */
function readReport(metadata: object): Usage {
  const { textInputTokens, ...usage } = checkUsage(readGoogleUsage(metadata)).usage;
  const others = (usage.audioInputTokens ?? 0) + (usage.imageInputTokens ?? 0);
  const isPart = textInputTokens !== undefined && textInputTokens + others <= (usage.inputTokens ?? 0);
  return isPart ? { ...usage, textInputTokens } : usage;
}

function hasAudio(params: unknown): boolean {
  const mimeType = readPath(params, "media", "mimeType");
  return readPath(params, "audio") !== undefined || (typeof mimeType === "string" && mimeType.startsWith("audio/"));
}

function userText(text: string): object {
  return { role: "user", parts: [{ text }] };
}

function partsOf({ thoughts, said, calls }: OpenTurn): readonly object[] {
  return [
    ...(thoughts.length > 0 ? [{ text: thoughts.toString(), thought: true }] : []),
    ...(said.length > 0 ? [{ text: said.toString() }] : []),
    ...calls.map((functionCall) => ({ functionCall })),
  ];
}
