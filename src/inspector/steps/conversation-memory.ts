import { hash } from "node:crypto";
import type { ConversationMessage, ConversationPart, JsonValue } from "../api.ts";

/** What a model call was given, by whoever reads it. */
export interface CallMessages {
  /** The run that made the call, such as the id of an agent's span: its calls go on from each other. */
  readonly run: string;
  /** What is known beyond one run: the agent's name. */
  readonly agent: string;
  /** Without instructions. */
  readonly input: readonly ConversationMessage[];
  readonly output: readonly ConversationMessage[];
  /** Messages that the sender left out because an earlier call has them. */
  readonly omitted: number;
}

/** What is new in a call, and how many messages of its input were in an earlier one. */
export interface NewMessages {
  readonly input: readonly ConversationMessage[];
  readonly repeated: number;
}

/**
 * Knows the messages of the calls of a session, by value, and tells what a further call adds. A history that only grew is found whoever sent it and
 * whatever calls lie between; one that was shortened or edited is compared with the call before of the same run or agent.
 */
export class ConversationMemory {
  readonly #ids = new Map<string, number>();
  /** A tree of all histories so far: from a place and a message to the next place. The root is 0. */
  readonly #tree = new Map<number, number>();
  #places = 0;
  /** What each run began a history with. */
  readonly #beginnings = new Set<string>();
  /** The newest history of each run and agent, answer included. */
  readonly #newest = new Map<string, readonly number[]>();

  /** To be called in the order in which the calls were made. */
  add(call: CallMessages): NewMessages {
    const { run, agent, input, output } = call;
    const omitted = Math.min(call.omitted, MAX_HISTORY);
    const given = input.map((message) => this.#idOf(message));
    const before = this.#newest.get(`run ${run}`) ?? this.#newest.get(`agent ${agent}`) ?? [];
    const shared = this.#shared(call, given);
    const known = new Set<number>();
    if (shared < given.length) {
      // A history that goes on from the whole of the call before is all new from there; one that leaves it was edited.
      const rest = omitted > 0 ? before.slice(omitted) : startsWith(given, before) ? [] : before.slice(shared);
      for (const index of inOrder(given, shared, rest)) known.add(index);
    }
    const left = Array.from({ length: omitted }, (_, index) => before[index] ?? UNKNOWN);
    const history = [...left, ...given, ...output.map((message) => this.#idOf(message))].slice(0, MAX_HISTORY);
    if (omitted === 0) this.#remember(history);
    this.#keep(`run ${run}`, history);
    this.#keep(`agent ${agent}`, history);
    return {
      input: input.filter((_, index) => index >= shared && !known.has(index)),
      repeated: omitted + shared + known.size,
    };
  }

  /** How many of the first messages are those of an earlier call. A history without its beginning says nothing of where it starts. */
  #shared({ run, input, omitted }: CallMessages, given: readonly number[]): number {
    if (omitted > 0) return 0;
    const shared = this.#remember(given);
    const beginning = `${run} ${given[0]}`;
    const isOwn = this.#beginnings.has(beginning);
    if (this.#beginnings.size < MAX_HISTORY) this.#beginnings.add(beginning);
    // Two runs may be given the same task; only one that has its answers goes on with it.
    return isOwn || input.slice(0, shared).some(({ role }) => role === "assistant") ? shared : 0;
  }

  #keep(key: string, history: readonly number[]): void {
    this.#newest.delete(key);
    this.#newest.set(key, history);
    const oldest = this.#newest.size > MAX_RUNS ? this.#newest.keys().next().value : undefined;
    if (oldest !== undefined) this.#newest.delete(oldest);
  }

  /** Adds a history to the tree. @returns how many of its first messages were there */
  #remember(history: readonly number[]): number {
    let place = 0;
    let known = 0;
    for (const message of history) {
      const key = place * MAX_MESSAGES + message;
      const next = this.#tree.get(key);
      if (next !== undefined) known += 1;
      place = next ?? ++this.#places;
      if (next === undefined) this.#tree.set(key, place);
    }
    return known;
  }

  #idOf(message: ConversationMessage): number {
    const content = hash("sha256", comparable(message), "base64");
    const known = this.#ids.get(content);
    if (known !== undefined) return known;
    const id = this.#ids.size % MAX_MESSAGES;
    this.#ids.set(content, id);
    return id;
  }
}

const MAX_MESSAGES = 2 ** 22;
const MAX_RUNS = 500;
const MAX_HISTORY = 100_000;
/** A message that the sender left out and no call shown has. */
const UNKNOWN = -1;

function startsWith(whole: readonly number[], start: readonly number[]): boolean {
  return start.length <= whole.length && start.every((id, index) => whole[index] === id);
}

/** Indexes of messages, from `from` on, that stand in another list in the same order. */
function inOrder(given: readonly number[], from: number, other: readonly number[]): readonly number[] {
  const places = new Map<number, number[]>();
  for (const [index, id] of other.entries()) {
    const list = places.get(id);
    if (list === undefined) places.set(id, [index]);
    else list.push(index);
  }
  const found: number[] = [];
  let after = -1;
  for (let index = from; index < given.length; index++) {
    const place = places.get(given[index] ?? -1)?.find((one) => one > after);
    if (place === undefined) continue;
    after = place;
    found.push(index);
  }
  return found;
}

/** Two messages that say the same have the same text here: an answer as it was given, and as the next call repeats it. */
function comparable({ role, parts }: ConversationMessage): string {
  const kept = parts.filter(({ type }) => type !== "reasoning");
  return JSON.stringify([role, (kept.length > 0 ? kept : parts).map(comparablePart)]);
}

function comparablePart(part: ConversationPart): unknown {
  if (part.type === "text" || part.type === "reasoning") return [part.type, part.text];
  if (part.type === "tool_call") return [part.type, part.id, part.name, sorted(part.arguments)];
  if (part.type === "tool_result") return [part.type, part.id, sorted(part.result)];
  return part.type === "media" ? [part.modality, part.mimeType, part.note] : [part.label, sorted(part.value)];
}

/** Names in one order: what passed through another program may have them in another. */
function sorted(value: JsonValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner as JsonValue)]);
}
