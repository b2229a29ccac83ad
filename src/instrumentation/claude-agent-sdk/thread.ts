import type { RecordClient } from "../../record/client.ts";
import type { AgentHandle } from "../../record/scopes/agent.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import { readPath } from "../read-path.ts";
import { textIn } from "./messages.ts";
import type { ModelCall } from "./model-call.ts";
import { toolClosed, toolOpened } from "./own-servers.ts";

/** The main conversation of a turn, or that of one sub-agent: what goes on in it goes on one after the other. */
export interface Thread {
  readonly scope: AgentHandle;
  /** The model call whose messages are arriving. */
  call: ModelCall | undefined;
  /** When the last thing happened, which is when the next model call began. */
  since: number;
  /** Messages sent since the last model call. */
  input: unknown[];
  readonly tools: Map<string, ToolHandle>;
  /** It goes on when the turn that started it is over, until it says that it has ended. */
  isBackground: boolean;
  isOver: boolean;
}

export function createThread(scope: AgentHandle, since: number, input: readonly unknown[]): Thread {
  return { scope, call: undefined, since, input: [...input], tools: new Map(), isBackground: false, isOver: false };
}

/** Ends what is open in a conversation that nothing more comes from. */
export function abortTools(thread: Thread): void {
  for (const [callId, tool] of thread.tools) {
    toolClosed(callId);
    tool.end({ reason: "aborted" });
  }
  thread.tools.clear();
}

/** Ends the scope of a sub-agent, as of the last thing that happened in it. */
export function endThread(thread: Thread): void {
  abortTools(thread);
  thread.scope.end({ endTime: thread.since });
}

/** A block of an answer that calls a tool: the executable runs it from here on. */
export function startTool(
  client: RecordClient,
  thread: Thread,
  block: unknown,
  attributes: Readonly<Record<string, unknown>> | undefined,
): void {
  const callId = textIn(block, "id");
  if (readPath(block, "type") !== "tool_use" || callId === undefined || thread.tools.has(callId)) return;
  const tool = client.startTool({
    name: String(readPath(block, "name")),
    callId,
    arguments: readPath(block, "input"),
    parent: thread.scope,
    ...(attributes !== undefined && { attributes }),
  });
  thread.tools.set(callId, tool);
  toolOpened(callId, tool);
}

/** The text of a content, which is one or a list of parts. */
function textOf(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  const texts = Array.isArray(content) ? content.flatMap((part: unknown) => textIn(part, "text") ?? []) : [];
  return texts.length > 0 ? texts.join("\n") : undefined;
}

/** A block that brings a tool's result. */
export function endTool(thread: Thread, block: unknown): void {
  const callId = textIn(block, "tool_use_id");
  const tool = callId === undefined ? undefined : thread.tools.get(callId);
  if (tool === undefined || callId === undefined) return;
  thread.tools.delete(callId);
  toolClosed(callId);
  const content = readPath(block, "content");
  if (readPath(block, "is_error") === true) {
    tool.end({ error: { name: "ToolError", message: textOf(content) } });
    return;
  }
  tool.result(content);
  tool.end();
}
