import { attempt } from "../../internal/attempt.ts";
import { markFresh } from "../../internal/fresh-result.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { runToolsTogether } from "../../internal/tools-together.ts";
import type { RecordClient } from "../../record/client.ts";
import type { ToolHandle, ToolOptions } from "../../record/scopes/tool.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

/** More functions than a model calls at once. */
const MAX_CALLS = 128;

/** Observes the tools of a request that the client itself runs (`CallableTool`, such as `mcpToTool()` makes). */
export function observeTools(tools: unknown, isOn: () => boolean): void {
  if (!Array.isArray(tools)) return;
  for (const tool of tools as readonly unknown[]) {
    patchMethod(tool, "callTool", (original) => observedCallTool(original, isOn));
  }
}

/** `callTool(functionCalls)`: one execution for each function that the model called. */
function observedCallTool(original: AnyFunction, isOn: () => boolean): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = isOn() ? recordingClient() : undefined;
    const calls = attempt(() => (Array.isArray(args[0]) ? args[0].slice(0, MAX_CALLS).map(toolOptions) : [])) ?? [];
    const [only] = calls;
    if (client === undefined || only === undefined) return Reflect.apply(original, this, args);
    const run = (): unknown => Reflect.apply(original, this, args);
    if (calls.length > 1) return runTogether(client, calls, run);
    return client.tool(
      only,
      markFresh((handle: ToolHandle) => {
        const result = run();
        settle(result, (parts) => tellResult(handle, parts, 0));
        return result;
      }),
    );
  };
}

/** Functions that are run in one go: each has its own span. What they do inside belongs to none of them, save for calls of MCP tools of their names. */
function runTogether(client: RecordClient, calls: readonly ToolOptions[], run: () => unknown): unknown {
  const handles = calls.map((options) => client.startTool(options));
  let result: unknown;
  try {
    result = runToolsTogether(handles, run);
  } catch (error) {
    for (const handle of handles) handle.end({ error });
    throw error;
  }
  settle(
    result,
    (parts) => {
      handles.forEach((handle, index) => {
        tellResult(handle, parts, index);
        handle.end();
      });
    },
    (error) => {
      for (const handle of handles) handle.end({ error });
    },
  );
  return result;
}

/** Both handlers are given, so that this branch of the promise never rejects. */
function settle(result: unknown, done: (value: unknown) => void, failed: (error: unknown) => void = () => undefined) {
  if (isPromise(result)) {
    result.then(
      (value) => attempt(() => done(value)),
      (error: unknown) => attempt(() => failed(error)),
    );
  } else attempt(() => done(result));
}

/** The parts of the answer come in the order of the calls. */
function tellResult(handle: ToolHandle, parts: unknown, index: number): void {
  const response = readPath(parts, index, "functionResponse", "response");
  const failure = readPath(response, "error");
  if (isFailure(failure) || readPath(response, "isError") === true) {
    const message = typeof failure === "string" ? failure : readPath(failure, "message");
    handle.error({ name: "tool_error", message: typeof message === "string" ? message : "" });
  }
  handle.result(response ?? readPath(parts, index) ?? parts);
}

/** Under `error` a function says what went wrong, and nothing where nothing did. */
function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null && error !== false && error !== "";
}

function toolOptions(call: unknown): ToolOptions {
  const name = readPath(call, "name");
  const callId = readPath(call, "id");
  return {
    name: typeof name === "string" ? name : "unknown",
    ...(typeof callId === "string" && { callId }),
    arguments: readPath(call, "args"),
  };
}
