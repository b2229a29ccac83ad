import type { Vendor } from "../load.ts";
import type { Asked, Block, Reply } from "./real-model.ts";

/** What the model says, and what is asked of the executable. */
export interface Story {
  readonly reply: (asked: Asked) => Reply;
  readonly messages: (query: Vendor, options: object) => AsyncIterable<Vendor>;
}

const text = (content: string, pause = 0): Block => ({ type: "text", text: content, pause });
const bash = (id: string, command: string, pause = 0): Block => {
  return { type: "tool_use", id, name: "Bash", input: { command, description: "run" }, pause };
};
const says = (...blocks: readonly Block[]): Reply => ({ blocks, stop: "end_turn" });
const calls = (...blocks: readonly Block[]): Reply => ({ blocks, stop: "tool_use" });
const hasResult = ({ last }: Asked): boolean => /"tool_result"|task-notification/.test(last);

/** Two tools, of which the first is done while the answer that calls them still goes on. */
function useTools(asked: Asked): Reply {
  if (hasResult(asked)) return says(text("done"));
  const id = `toolu_${asked.before}`;
  return calls(text("I look"), bash(`${id}_a`, "echo hello", 700), bash(`${id}_b`, "ls /no-such-folder"));
}

/** Two sub-agents side by side, each with a tool. */
function delegate(asked: Asked, inBackground: boolean): Reply {
  if (asked.first.includes("SUBTASK")) {
    return hasResult(asked) ? says(text("it says hello", 200)) : calls(bash(`toolu_s${asked.before}`, "echo sub"));
  }
  if (hasResult(asked)) return says(text("all done"));
  const start = (id: string): Block => {
    const input = { description: "look", prompt: "SUBTASK", subagent_type: "looker", run_in_background: inBackground };
    return { type: "tool_use", id, name: "Agent", input };
  };
  return calls(text("I delegate"), start("toolu_a"), start("toolu_b"));
}

const ask = (query: Vendor, options: object): AsyncIterable<Vendor> => query({ prompt: "look", options });

/** One prompt after the other in one query. */
async function* askTwice(query: Vendor, options: object): AsyncGenerator<Vendor> {
  const answered = Promise.withResolvers<void>();
  async function* prompts(): AsyncGenerator<object> {
    yield { type: "user", message: { role: "user", content: "first" }, parent_tool_use_id: null };
    await answered.promise;
    yield { type: "user", message: { role: "user", content: "second" }, parent_tool_use_id: null };
  }
  for await (const message of query({ prompt: prompts(), options })) {
    if (message.type === "result") answered.resolve();
    yield message;
  }
}

async function* askAndResume(query: Vendor, options: object): AsyncGenerator<Vendor> {
  let resume: unknown;
  for await (const message of ask(query, options)) {
    resume = message.session_id;
    yield message;
  }
  yield* ask(query, { ...options, resume });
}

async function* interrupt(query: Vendor, options: object): AsyncGenerator<Vendor> {
  const over = Promise.withResolvers<void>();
  async function* prompts(): AsyncGenerator<object> {
    yield { type: "user", message: { role: "user", content: "look" }, parent_tool_use_id: null };
    await over.promise;
  }
  const running = query({ prompt: prompts(), options });
  for await (const message of running) {
    if (message.type === "assistant") await running.interrupt();
    if (message.type === "result") over.resolve();
    yield message;
  }
}

const overloaded: Reply = { status: 529, type: "overloaded_error", message: "Overloaded" };

export type StoryName =
  | "tools"
  | "partial"
  | "sub-agents"
  | "forwarded"
  | "background"
  | "turns"
  | "resumed"
  | "retried"
  | "refused"
  | "interrupted";

export const STORIES: Readonly<Record<StoryName, Story>> = {
  tools: { reply: useTools, messages: ask },
  partial: {
    reply: useTools,
    messages: (query, options) => ask(query, { ...options, includePartialMessages: true }),
  },
  "sub-agents": { reply: (asked) => delegate(asked, false), messages: ask },
  forwarded: {
    reply: (asked) => delegate(asked, false),
    messages: (query, options) => ask(query, { ...options, forwardSubagentText: true }),
  },
  background: { reply: (asked) => delegate(asked, true), messages: ask },
  turns: { reply: () => says(text("done")), messages: askTwice },
  resumed: { reply: () => says(text("done")), messages: askAndResume },
  retried: { reply: ({ before }) => (before === 0 ? overloaded : says(text("done"))), messages: ask },
  refused: { reply: () => ({ status: 400, type: "invalid_request_error", message: "no such thing" }), messages: ask },
  interrupted: { reply: () => says(text("I think", 10_000), text("done")), messages: interrupt },
};
