import { cased, casedText, casedWord, count, field, isRecord, list, text, word } from "../fields.ts";
import type { StreamEnd } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";

interface Call {
  id?: string;
  name?: string;
  readonly arguments: TextPieces;
  /** Arguments that came as an object at once. */
  whole?: object;
}

/** One choice of a streamed answer, as far as it came. */
export interface ChatChoice {
  role?: string;
  finishReason?: string;
  /** The completions API has text where the chat API has a message. */
  plain: boolean;
  readonly content: TextPieces;
  readonly reasoning: TextPieces;
  readonly refusal: TextPieces;
  readonly transcript: TextPieces;
  /** Base64, each piece of its own. */
  readonly audio: string[];
  audioLength: number;
  /** Each is whole, and kept as it came. */
  readonly images: unknown[];
  readonly calls: Call[];
  /** The call that further deltas with the same index belong to. */
  readonly open: Map<string, Call>;
  readonly allowance: TextAllowance;
}

const MAX_CALLS = 1_000;
const MAX_IMAGES = 128;
/** Characters of audio that are kept: about a minute. */
const MAX_AUDIO_LENGTH: number = 4 * 1024 * 1024;

/** One of which nothing came yet. */
export function createChoice(): ChatChoice {
  const allowance = createAllowance();
  const pieces = () => createTextPieces(allowance);
  return {
    plain: false,
    content: pieces(),
    reasoning: pieces(),
    refusal: pieces(),
    transcript: pieces(),
    audio: [],
    audioLength: 0,
    images: [],
    calls: [],
    open: new Map(),
    allowance,
  };
}

/** Adds what a chunk says of the choice. Gives whether that carried output. */
export function foldChoice(choice: ChatChoice, entry: unknown): boolean {
  const delta = field(entry, "delta") ?? field(entry, "message");
  const before = choice.allowance.left;
  const [calls, images, audio] = [choice.calls.length, choice.images.length, choice.audio.length];
  const finishReason = casedWord(entry, "finish_reason") ?? word(entry, "stop_reason");
  if (finishReason !== undefined) choice.finishReason = finishReason;
  if (!isRecord(delta) || (field(delta, "content") === undefined && typeof field(entry, "text") === "string")) {
    choice.plain = true;
    choice.content.add(field(entry, "text"));
  }
  choice.role = word(delta, "role") ?? choice.role ?? "assistant";
  foldContent(choice, field(delta, "content"));
  choice.reasoning.add(casedText(delta, "reasoning_content") ?? text(delta, "reasoning"));
  choice.refusal.add(field(delta, "refusal"));
  choice.transcript.add(field(field(delta, "audio"), "transcript"));
  foldAudio(choice, text(field(delta, "audio"), "data"));
  for (const image of list(field(delta, "images"))) if (choice.images.length < MAX_IMAGES) choice.images.push(image);
  list(cased(delta, "tool_calls")).forEach((call, position) => {
    foldCall(choice, call, position);
  });
  const legacy = cased(delta, "function_call");
  if (isRecord(legacy)) foldCall(choice, { function: legacy }, 0);
  if (choice.allowance.left < before || choice.calls.length > calls) return true;
  return choice.images.length > images || choice.audio.length > audio;
}

function foldAudio(choice: ChatChoice, data: string | undefined): void {
  if (data === undefined) return;
  choice.audioLength += data.length;
  if (choice.audioLength <= MAX_AUDIO_LENGTH) choice.audio.push(data);
  else choice.allowance.exceeded = true;
}

/** Pieces that are padded each are no base64 when they are put together as they are. */
function audioOf({ audio }: ChatChoice): string {
  if (!audio.slice(0, -1).some((piece) => piece.endsWith("="))) return audio.join("");
  return Buffer.concat(audio.map((piece) => Buffer.from(piece, "base64"))).toString("base64");
}

/** Mistral and others stream typed parts instead of text. */
function foldContent(choice: ChatChoice, content: unknown): void {
  if (typeof content === "string") choice.content.add(content);
  else {
    for (const part of list(content)) {
      if (word(part, "type") === "thinking") {
        const thinking = field(part, "thinking");
        choice.reasoning.add(thinking);
        for (const thought of list(thinking)) choice.reasoning.add(field(thought, "text"));
      } else choice.content.add(field(part, "text"));
    }
  }
}

/** Deltas of one call share an index. Some providers give every whole call the same index, and another id. */
function foldCall(choice: ChatChoice, delta: unknown, position: number): void {
  const given = word(delta, "id");
  // What Mistral's client writes where none was sent, which is only with the first delta of a call.
  const id = given === "null" ? undefined : given;
  const key = String(count(delta, "index") ?? id ?? position);
  let call = choice.open.get(key);
  if (call === undefined || (id !== undefined && call.id !== undefined && call.id !== id)) {
    if (choice.calls.length >= MAX_CALLS) return;
    call = { arguments: createTextPieces(choice.allowance) };
    choice.open.set(key, call);
    choice.calls.push(call);
  }
  const called = field(delta, "function") ?? field(delta, "custom");
  const name = word(called, "name");
  if (id !== undefined) call.id = id;
  if (name !== undefined) call.name = name;
  const args = field(called, "arguments") ?? field(called, "input");
  if (isRecord(args)) call.whole = args;
  else call.arguments.add(args);
}

/** The choice as a response that was not streamed has it; text is joined when it is read. */
export function toChoice(choice: ChatChoice, end: StreamEnd | undefined): unknown {
  const cut = end === "error" || end === "cancelled" ? "error" : undefined;
  const finish_reason = choice.finishReason ?? cut;
  if (choice.plain) {
    return {
      finish_reason,
      get text() {
        return choice.content.toString();
      },
    };
  }
  const message = {
    role: choice.role,
    refusal: choice.refusal.toString(),
    images: choice.images,
    tool_calls: choice.calls.map((call) => ({
      id: call.id,
      function: {
        name: call.name,
        get arguments() {
          return call.whole ?? call.arguments.toString();
        },
      },
    })),
    get audio() {
      return { transcript: choice.transcript.toString(), data: audioOf(choice) };
    },
    get content() {
      return choice.content.toString();
    },
    get reasoning_content() {
      return choice.reasoning.toString();
    },
  };
  return { message, finish_reason };
}
