import { attempt } from "../../internal/attempt.ts";
import type { ToolHandle } from "../../record/scopes/tool.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";

/** Tools that are open, of all queries, by the ids of their calls, which the provider makes. */
const open = new Map<string, ToolHandle>();

/** More than are open at once: beyond it the oldest are forgotten. */
const MAX_OPEN = 10_000;

export function toolOpened(callId: string, tool: ToolHandle): void {
  open.set(callId, tool);
  const [oldest] = open.size > MAX_OPEN ? open.keys() : [];
  if (oldest !== undefined) open.delete(oldest);
}

export function toolClosed(callId: string): void {
  open.delete(callId);
}

/**
 * Runs the tools of this process, which MCP servers in the options of a query have, inside the tool calls that they answer: the executable names the
 * call with each request.
 */
export function observeServers(options: unknown): void {
  const servers = readPath(options, "mcpServers");
  if (typeof servers !== "object" || servers === null) return;
  for (const server of Object.values(servers)) {
    patchMethod(readPath(server, "instance", "server"), "_onrequest", insideItsCall);
  }
}

function insideItsCall(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original, this, args);
    const callId = attempt(() => readPath(args[0], "params", "_meta", "claudecode/toolUseId"));
    const tool = typeof callId === "string" ? open.get(callId) : undefined;
    return tool === undefined ? run() : tool.run(run);
  };
}
