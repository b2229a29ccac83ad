import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { currentContext, currentSpanId } from "./current-span.ts";
import { patchModel } from "./models.ts";
import { openTool, parsed, scopeOfSpan } from "./spans.ts";

/**
 * Makes the scope of a tool the active one while it runs, from the moment an agent offers it, and the step of a list of tools while an MCP server is
 * asked for it. What the agent asks of the application itself, such as its instructions, is inside the agent. Its own model is observed too.
 */
export function patchAgent(agentClass: unknown): (Restore | undefined)[] {
  const getAllTools = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      attempt(() => patchModel(readPath(this, "model")));
      attempt(() => patchServers(readPath(this, "mcpServers")));
      const given = inRun(() => Reflect.apply(original, this, args));
      if (!isPromise(given)) return given;
      return given.then((tools: unknown) => {
        attempt(() => {
          if (Array.isArray(tools)) for (const tool of tools) patchMethod(tool, "invoke", insideItsScope);
        });
        return tools;
      });
    };
  const prototype = readPath(agentClass, "prototype");
  return [
    patchMethod(prototype, "getAllTools", getAllTools),
    ...["getSystemPrompt", "getPrompt"].map((method) =>
      patchMethod(
        prototype,
        method,
        (original) =>
          function (this: unknown, ...args: unknown[]): unknown {
            return inRun(() => Reflect.apply(original, this, args));
          },
      ),
    ),
  ];
}

/** Runs what an agent asks of the application between its requests, such as its instructions, inside the agent's own scope. */
function inRun(run: () => unknown): unknown {
  const scope = attempt(() => scopeOfSpan(currentSpanId()));
  return scope === undefined ? run() : scope.run(run);
}

function patchServers(servers: unknown): void {
  if (!Array.isArray(servers)) return;
  for (const server of servers) patchMethod(server, "listTools", insideTheList);
}

function insideTheList(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original, this, args);
    const scope = attempt(() => {
      const span = readPath(currentContext(), "span");
      // Asked for by the application's own code, it is inside what that is inside.
      return readPath(span, "spanData", "type") === "mcp_tools" ? scopeOfSpan(readPath(span, "spanId")) : undefined;
    });
    return scope === undefined ? run() : scope.run(run);
  };
}

function insideItsScope(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original, this, args);
    const scope = attempt(() => {
      const spanId = currentSpanId();
      const callId = readPath(args[2], "toolCall", "callId");
      const call = { arguments: parsed(args[1]), ...(typeof callId === "string" && { callId }) };
      return typeof spanId === "string" ? (openTool(spanId, call) ?? scopeOfSpan(spanId)) : undefined;
    });
    return scope === undefined ? run() : scope.run(run);
  };
}
