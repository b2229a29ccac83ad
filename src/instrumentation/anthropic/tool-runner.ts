import { attempt } from "../../internal/attempt.ts";
import { markFresh } from "../../internal/fresh-result.ts";
import { type AnyFunction, isInsideCall } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { takeOverNativeSpans } from "./native-spans.ts";

/** A method that makes requests, of a client whose class is patched and not itself. */
export function withoutNativeSpan(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    takeOverNativeSpans(readPath(this, "_client"));
    return Reflect.apply(original, this, args);
  };
}

/**
 * `beta.messages.toolRunner()`, whose run is one step and each tool it runs one `execute_tool`. Its requests are `create`'s.
 */
export function observedToolRunner(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    takeOverNativeSpans(readPath(this, "_client"));
    const runner = Reflect.apply(original, this, args);
    attempt(() => observeRunner(runner));
    return runner;
  };
}

/** `beta.messages.thread()`, whose tool runners are observed too. */
export function observedThread(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    takeOverNativeSpans(readPath(this, "_client"));
    const thread = Reflect.apply(original, this, args);
    patchMethod(thread, "toolRunner", observedToolRunner);
    return thread;
  };
}

function observeRunner(runner: unknown): void {
  observeTools(readPath(runner, "params", "tools"));
  patchMethod(runner, Symbol.asyncIterator, observedRun);
  patchMethod(runner, "setMessagesParams", (original) => afterwards(original, observeToolsOf));
  patchMethod(runner, "addTools", (original) => afterwards(original, (_runner, tools) => observeTools(tools)));
}

function observeToolsOf(runner: unknown): void {
  observeTools(readPath(runner, "params", "tools"));
}

function afterwards(original: AnyFunction, then: (self: unknown, args: readonly unknown[]) => void): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    attempt(() => then(this, args));
    return result;
  };
}

/** The loop of a runner. Without a span of its own, its requests and tools would be a trace each where no scope is around them. */
function observedRun(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    const run = (): unknown => Reflect.apply(original, this, args);
    return client === undefined || isInsideCall(client) ? run() : client.step({ name: "tool_runner" }, run);
  };
}

function observeTools(tools: unknown): void {
  if (!Array.isArray(tools)) return;
  for (const tool of tools) patchMethod(tool, "run", (original) => observedTool(original, tool));
}

/** The function of a tool. Called by anyone but a runner, it is that function: only a runner says which call of the model it answers. */
function observedTool(original: AnyFunction, tool: unknown): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    const use = toolUseIn(args);
    const name = readPath(use, "name");
    if (client === undefined || typeof name !== "string") return Reflect.apply(original, this, args);
    const callId = readPath(use, "id");
    const description = readPath(tool, "description");
    const run = markFresh((): unknown => Reflect.apply(original, this, args));
    return client.tool(
      {
        name,
        ...(typeof callId === "string" && { callId }),
        arguments: readPath(use, "input"),
        ...(typeof description === "string" && { description }),
      },
      run,
    );
  };
}

/** A function tool is called with its input and a context, a member of a toolset with a context and the model's call. */
function toolUseIn([, second]: readonly unknown[]): unknown {
  if (readPath(second, "type") === "tool_use") return second;
  return readPath(second, "toolUse") ?? readPath(second, "toolUseBlock");
}
