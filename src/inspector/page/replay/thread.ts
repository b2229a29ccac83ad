import type { ConversationMessage, Step } from "../../api.ts";

/** A message in the conversation of one agent, with the steps between which the agent had it. */
export interface ThreadMessage {
  readonly message: ConversationMessage;
  /** The step that it came with. */
  readonly since: number;
  /** The step from which it was no longer sent to the model; `Infinity` while it is. */
  readonly until: number;
}

/** The conversations of a session, one for each agent, and which of them each step belongs to. */
export interface Threads {
  readonly of: readonly string[];
  readonly messages: ReadonlyMap<string, readonly ThreadMessage[]>;
}

/** What an agent had before it at a step. */
export interface ThreadState {
  readonly agent: string;
  /** Those that came with the step itself are new: their `since` is the step. */
  readonly messages: readonly ThreadMessage[];
  /** Messages that were there once and are no longer sent. */
  readonly forgotten: number;
}

/** Reads once, in O(messages), who knew what when; `threadAt` then answers for any step. */
export function readThreads(steps: readonly Step[]): Threads {
  const threads = new Map<string, Thread>();
  let current = steps.find((step) => step.type === "inference")?.agent ?? "";
  const of = steps.map((step) => {
    if (step.type === "inference") current = step.agent ?? "";
    else if (step.agent !== null && threads.has(step.agent)) current = step.agent;
    const thread = threads.get(current) ?? { all: [], live: [], sent: 0, instructions: undefined };
    threads.set(current, thread);
    if (step.type === "inference") addCall(thread, step);
    return current;
  });
  return { of, messages: new Map([...threads].map(([agent, thread]) => [agent, thread.all])) };
}

export function threadAt(threads: Threads, step: number): ThreadState {
  const agent = threads.of[step] ?? "";
  const known = (threads.messages.get(agent) ?? []).filter((message) => message.since <= step);
  const messages = known.filter((message) => message.until > step);
  return { agent, messages, forgotten: known.length - messages.length };
}

interface Thread {
  readonly all: MutableMessage[];
  /** Those that the newest call had, without instructions, and its answer. */
  live: MutableMessage[];
  /** How many of `live` were sent; the rest are answers. */
  sent: number;
  instructions: MutableMessage | undefined;
}

interface MutableMessage extends ThreadMessage {
  until: number;
}

function addCall(thread: Thread, step: Step): void {
  const add = (message: ConversationMessage): MutableMessage => {
    const entry = { message, since: step.index, until: Number.POSITIVE_INFINITY };
    thread.all.push(entry);
    return entry;
  };
  if (step.system !== null) {
    if (thread.instructions !== undefined) thread.instructions.until = step.index;
    thread.instructions = add({ role: "system", name: null, parts: [{ type: "text", text: step.system }] });
  }
  // Where prompts are withheld nobody can say what was forgotten.
  if (step.input.length > 0 || step.repeatedMessages > 0) forget(thread, step);
  const known = new Set(thread.live.slice(thread.sent).map(contentOf));
  for (const message of step.input) if (!known.has(contentOf({ message }))) thread.live.push(add(message));
  thread.sent = thread.live.length;
  for (const message of step.output) thread.live.push(add(message));
}

/**
 * A call that repeats less than was sent has lost the oldest: the context was cut or summed up. Answers that are not
 * sent again are lost, too.
 */
function forget(thread: Thread, step: Step): void {
  const answers = thread.live.splice(thread.sent);
  const lost = thread.sent > step.repeatedMessages ? thread.live.splice(0, thread.sent - step.repeatedMessages) : [];
  const resent = new Set(step.input.map((message) => contentOf({ message })));
  const isKept = (answer: MutableMessage): boolean =>
    step.repeatedMessages > thread.sent || resent.has(contentOf(answer));
  for (const message of [...lost, ...answers.filter((answer) => !isKept(answer))]) message.until = step.index;
  thread.sent -= lost.length;
  thread.live.push(...answers.filter(isKept));
}

const contentOf = ({ message }: { readonly message: ConversationMessage }): string => JSON.stringify(message.parts);
