import type { RecordClient } from "../../../record/client.ts";
import type { ScopeHandle } from "../../../record/scope-handle.ts";
import { readPath } from "../../read-path.ts";
import { textIn } from "./sessions.ts";

/** A call of a tool that the provider runs, as its item tells it. */
interface HostCall {
  readonly name: string;
  readonly arguments?: unknown;
  readonly result?: unknown;
  /** What went wrong, where that is told apart from the result. */
  readonly error?: unknown;
  readonly millis?: number | undefined;
}

/** More calls than run at once. */
const MAX_OPEN = 100;

/** The calls of tools that the provider runs inside a turn: `execute_tool`. Events have no times, so a call began when its item was seen. */
export class HostTools {
  readonly #client: RecordClient;
  readonly #parent: ScopeHandle;
  readonly #open = new Map<string, { readonly item: unknown; readonly at: number }>();

  constructor(client: RecordClient, parent: ScopeHandle) {
    this.#client = client;
    this.#parent = parent;
  }

  added(item: unknown): void {
    const id = textIn(item, "id");
    if (id === undefined || this.#open.size >= MAX_OPEN || readHostCall(item) === undefined) return;
    if (!this.#open.has(id)) this.#open.set(id, { item, at: this.#client.now() });
  }

  done(item: unknown): void {
    const id = textIn(item, "id");
    const call = readHostCall(item);
    if (id === undefined || call === undefined) return;
    const began = this.#open.get(id)?.at;
    this.#open.delete(id);
    this.#record(id, call, began, readPath(item, "status"));
  }

  /** The turn is over, or nobody follows it: how calls that are open end is not told. */
  end(): void {
    for (const [id, { item, at }] of this.#open) {
      const call = readHostCall(item);
      if (call !== undefined) this.#record(id, call, at, "incomplete");
    }
    this.#open.clear();
  }

  #record(callId: string, call: HostCall, began: number | undefined, status: unknown): void {
    const now = this.#client.now();
    const tool = this.#client.startTool({
      name: call.name,
      callId,
      arguments: call.arguments,
      type: "extension",
      parent: this.#parent,
      startTime: call.millis === undefined ? (began ?? now) : now - call.millis,
    });
    if (status === "failed") {
      tool.end({ error: { name: "ToolError", message: textOf(call.error ?? call.result) }, endTime: now });
      return;
    }
    if (call.result !== undefined && call.result !== null) tool.result(call.result);
    tool.end({ ...(status === "incomplete" && { reason: "aborted" }), endTime: now });
  }
}

/** Functions are run by the caller, and what is done with sub-agents are turns of theirs. */
function readHostCall(item: unknown): HostCall | undefined {
  switch (readPath(item, "type")) {
    case "mcp_call":
      return {
        name: textIn(item, "name") ?? "mcp",
        arguments: readPath(item, "arguments"),
        result: readPath(item, "output"),
        error: readPath(item, "error") ?? undefined,
      };
    case "command_execution": {
      const [cwd, millis] = [textIn(item, "cwd"), readPath(item, "duration_ms")];
      return {
        name: "command_execution",
        arguments: { command: readPath(item, "command"), ...(cwd !== undefined && { cwd }) },
        result: readPath(item, "output"),
        millis: typeof millis === "number" && millis >= 0 ? millis : undefined,
      };
    }
    case "web_search_call":
      return { name: "web_search", arguments: readPath(item, "action") };
    case "computer_use_call": {
      const title = textIn(item, "title");
      return { name: "computer_use", ...(title !== undefined && { arguments: { title } }) };
    }
    default:
      return undefined;
  }
}

function textOf(value: unknown): string {
  const message = typeof value === "string" ? value : readPath(value, "message");
  return typeof message === "string" ? message : "";
}
