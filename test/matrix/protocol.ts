import type { Answer } from "../support/scripted-answers.ts";

/** What the spans of a protocol's scripted answers must say. */
export interface Expected {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly reasoningTokens?: number;
}

/** The same story told in one provider's protocol: each answer is what the provider's server would send. */
export interface Protocol {
  readonly name: string;
  readonly expected: Expected;
  /** `"Hello"`, with usage. */
  readonly whole: Answer;
  /** `"Hel"`, `"lo"`, with usage at the end where the protocol has it without being asked. */
  readonly stream: Answer;
  /** Usage only arrives when the request asks for it: what a stream says then. */
  readonly streamWithUsage?: Answer;
  /** `"Hel"`, and then the server says that it failed, where the protocol has words for that. */
  readonly failsMidStream?: Answer;
  /** `"Hel"`, and then the connection is gone. */
  readonly dropsMidStream: Answer;
  /** `"Hel"`, and then nothing for as long as the client waits. */
  readonly hangsMidStream: Answer;
  /** Two tool calls whose arguments arrive piece by piece, in turns. */
  readonly interleavedTools?: Answer;
  /** Two choices, `"one"` and `"two"`, in turns. */
  readonly twoChoices?: Answer;
  /** Turned away for now. */
  readonly rateLimited: Answer;
}
