import type { AttributeList, ConversationMessage, JsonValue } from "../../api.ts";

/** An event on a span, or a log record of a span with its body. */
export interface RecordedEvent {
  readonly name: string;
  readonly attributes: AttributeList;
  readonly body?: JsonValue | undefined;
}

/** A span as its messages are read: attributes by name, and its events in their order. */
export interface RecordedSpan {
  readonly attributes: ReadonlyMap<string, JsonValue>;
  readonly events: readonly RecordedEvent[];
  /** Of a tool, what goes in are its arguments, and what comes out is its result. */
  readonly isTool: boolean;
}

/** What one convention holds of the messages; absent is not recorded. */
export interface Found {
  readonly system?: string | undefined;
  readonly input?: readonly ConversationMessage[] | undefined;
  readonly output?: readonly ConversationMessage[] | undefined;
  readonly toolArguments?: JsonValue | undefined;
  readonly toolResult?: JsonValue | undefined;
}

/** Reads what one convention says; what an earlier one found stays. */
export type MessageSource = (span: RecordedSpan) => Found;
