import { attempt } from "../../internal/attempt.ts";
import { copyWith } from "../copy-with.ts";
import { type AnyFunction, isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

/**
 * `callModel()`, each tool that it runs being one `execute_tool`. Its requests are observed where the client makes them. It is given copies of the
 * caller's tools with functions in the place of the caller's.
 */
export function observedCallModel(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    if (client === undefined || isInsideCall(client)) return Reflect.apply(original, this, args);
    return Reflect.apply(original, this, (attempt(() => withObservedTools(args)) ?? args) as unknown[]);
  };
}

function withObservedTools([request, ...rest]: readonly unknown[]): readonly unknown[] | undefined {
  const tools = readPath(request, "tools");
  if (typeof request !== "object" || request === null || !Array.isArray(tools)) return undefined;
  return [{ ...request, tools: tools.map((tool: unknown) => attempt(() => observedTool(tool)) ?? tool) }, ...rest];
}

/** Tools that the application runs itself have no function, and stay as they are. */
function observedTool(tool: unknown): unknown {
  const definition = readPath(tool, "function");
  const execute = readPath(definition, "execute");
  if (typeof execute !== "function" || typeof definition !== "object" || definition === null) return tool;
  const name = String(readPath(definition, "name"));
  const observed = observedExecute(execute as AnyFunction, name, readPath(definition, "description"));
  return copyWith(tool as object, { function: copyWith(definition, { execute: observed }) });
}

/** The client does not say which call of the model a function answers. One that yields its results as they come is followed to its end. */
function observedExecute(execute: AnyFunction, name: string, description: unknown): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    if (client === undefined) return Reflect.apply(execute, this, args);
    const tool = { name, arguments: args[0], ...(typeof description === "string" && { description }) };
    return client.tool(tool, () => Reflect.apply(execute, this, args));
  };
}
