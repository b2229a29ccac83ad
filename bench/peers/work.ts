/** What every contender records: a turn of a session with one model call and one tool call, three spans. */
export interface Message {
  readonly role: string;
  readonly content: string;
}

export const SPANS_A_TURN = 3;

/** The application's id of the session. */
export const CONVERSATION = "thread-1";

/** One turn. Without messages only metadata is recorded. */
export interface Turn {
  readonly conversationId: string;
  /** The whole conversation as it is sent again with each call: the same objects, and a new question behind them. */
  readonly messages?: readonly Message[];
}

const SENTENCE = "The parcel was handed to the carrier on Monday and reached the sorting centre the day after. ";
const HISTORY_MESSAGES = 10;

/** About 10 KB that were said before. */
const HISTORY: readonly Message[] = Array.from({ length: HISTORY_MESSAGES }, (_, n) => ({
  role: n % 2 === 0 ? "user" : "assistant",
  content: `${n}: ${SENTENCE.repeat(11)}`,
}));

export function turn(n: number, content: boolean): Turn {
  if (!content) return { conversationId: CONVERSATION };
  return { conversationId: CONVERSATION, messages: [...HISTORY, { role: "user", content: `And parcel ${n}?` }] };
}

/** What the model is asked for. */
export const REQUEST = {
  provider: "openai",
  model: "gpt-5",
  temperature: 0.2,
  maxTokens: 1000,
  serverAddress: "api.openai.com",
  serverPort: 443,
} as const;

/** What the model answered: with the request, about 20 attributes. */
export const ANSWER = {
  id: "chatcmpl-1",
  model: "gpt-5-2025-08-07",
  finishReason: "stop",
  inputTokens: 1000,
  outputTokens: 100,
  cacheReadTokens: 512,
  reasoningTokens: 64,
  text: "It left the warehouse yesterday.",
  cost: { total: 0.0017, input: 0.0006, output: 0.001 },
} as const;

export const ANSWER_MESSAGE: Message = { role: "assistant", content: ANSWER.text };
export const TOOL = { name: "find_parcel", callId: "call_1" } as const;

/** The model call that is recorded: it takes one turn of the event loop and no time. */
export function callModel(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** The tool call that is recorded. */
export async function callTool(): Promise<void> {
  await null;
}

/** The same work, recorded by nobody. */
export async function bare(_turn: Turn): Promise<void> {
  await callModel();
  await callTool();
}
