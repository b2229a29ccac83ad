import type { RecordClient } from "../../record/client.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import { readPath } from "../read-path.ts";
import { textIn } from "./messages.ts";
import { createThread, endThread, type Thread } from "./thread.ts";

/** The sub-agents of a query, by the tool call that started each. Those in the background go on when the turn that started them is over. */
export class SubAgents {
  readonly #client: RecordClient;
  readonly #threads = new Map<string, Thread>();
  /** Names as the tool calls say them. */
  readonly #names = new Map<string, string>();

  constructor(client: RecordClient) {
    this.#client = client;
  }

  get threads(): readonly Thread[] {
    return [...this.#threads.values()];
  }

  has(message: unknown): boolean {
    return this.#threads.has(textIn(message, "tool_use_id") ?? "");
  }

  /** A block of an answer, which may be the call that starts one. */
  called(block: unknown): void {
    const [callId, name] = [textIn(block, "id"), textIn(block, "input", "subagent_type")];
    if (callId !== undefined && name !== undefined) this.#names.set(callId, name);
  }

  /** One began, as its executable says. */
  started(message: unknown, main: Thread, conversationId: string | undefined): void {
    const callId = textIn(message, "tool_use_id");
    if (readPath(message, "task_type") !== "local_agent" || callId === undefined) return;
    const thread = this.of(callId, message, main, conversationId);
    if (readPath(message, "is_backgrounded") !== true) return;
    thread.isBackground = true;
    // In the foreground, a message brings it.
    const prompt = textIn(message, "prompt");
    if (prompt !== undefined) thread.input.push({ role: "user", content: prompt });
  }

  /** The conversation that a tool call started. */
  of(callId: string, message: unknown, main: Thread, conversationId: string | undefined): Thread {
    const known = this.#threads.get(callId);
    if (known !== undefined) return known;
    const name = textIn(message, "subagent_type") ?? this.#names.get(callId);
    this.#names.delete(callId);
    const thread = createThread(
      this.#client.startAgent({
        ...(name !== undefined && { name }),
        ...(conversationId !== undefined && { conversationId }),
        parent: this.#toolOf(callId, main) ?? main.scope,
      }),
      this.#client.now(),
      [],
    );
    this.#threads.set(callId, thread);
    return thread;
  }

  /** One ended. @returns its conversation, when its last answer is told of nowhere but here */
  ended(message: unknown): Thread | undefined {
    const thread = this.#threads.get(textIn(message, "tool_use_id") ?? "");
    if (thread === undefined || thread.isOver) return undefined;
    thread.isOver = true;
    return readPath(message, "status") === "completed" && thread.input.length > 0 ? thread : undefined;
  }

  /** Ends the scopes of those that are over with the turn, or of all. */
  end(which: "turn" | "all"): void {
    for (const [callId, thread] of this.#threads) {
      if (which === "turn" && thread.isBackground && !thread.isOver) continue;
      endThread(thread);
      this.#threads.delete(callId);
    }
  }

  #toolOf(callId: string, main: Thread): ToolHandle | undefined {
    return [main, ...this.threads].map(({ tools }) => tools.get(callId)).find(Boolean);
  }
}
