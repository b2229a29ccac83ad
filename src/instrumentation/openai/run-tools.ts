import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { copyWith } from "../copy-with.ts";
import { type AnyFunction, isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

/** A call of a tool as the model asked for it. */
interface AskedCall {
  readonly id?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
}

/** What one run knows of the calls that its tools answer. */
interface Run {
  /** Ids of calls that a tool answers already. */
  readonly answered: Set<unknown>;
  /** The text that parsed arguments came from. */
  readonly texts: WeakMap<object, string>;
}

/**
 * `chat.completions.runTools()`, whose run is one step and each tool it runs one `execute_tool`. Its requests are `create`'s. The runner is given
 * functions in the place of the caller's, in copies of the caller's objects.
 */
export function observedRunTools(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    if (client === undefined || isInsideCall(client)) return Reflect.apply(original, this, args);
    const given = attempt(() => withObservedTools(args)) ?? args;
    const step = client.startStep({ name: "tool_runner" });
    let runner: unknown;
    try {
      runner = step.run(() => Reflect.apply(original, this, given as unknown[]));
    } catch (error) {
      step.end({ error });
      throw error;
    }
    const once = readPath(runner, "once");
    if (typeof once === "function") attempt(() => Reflect.apply(once, runner, ["end", () => step.end()]));
    else step.end();
    return runner;
  };
}

function withObservedTools([request, ...rest]: readonly unknown[]): readonly unknown[] | undefined {
  const tools = readPath(request, "tools");
  if (typeof request !== "object" || request === null || !Array.isArray(tools)) return undefined;
  const run: Run = { answered: new Set(), texts: new WeakMap() };
  return [{ ...request, tools: tools.map((tool: unknown) => attempt(() => observedTool(tool, run)) ?? tool) }, ...rest];
}

/** Tools made by the client's helpers have their function in `$callback`, hidden from JSON; plain ones in `function.function`. */
function observedTool(tool: unknown, run: Run): unknown {
  if (typeof tool !== "object" || tool === null) return tool;
  const definition = readPath(tool, "function");
  const callback = readPath(tool, "$callback");
  const fn = callback ?? readPath(definition, "function");
  if (typeof fn !== "function" || typeof definition !== "object" || definition === null) return tool;
  const name = String(readPath(definition, "name") ?? fn.name);
  const observed = observedFunction(fn as AnyFunction, name, readPath(definition, "description"), run);
  if (callback !== undefined) {
    return copyWith(tool, { $callback: observed, $parseRaw: observedParser(readPath(tool, "$parseRaw"), run) });
  }
  const changes = { function: observed, parse: observedParser(readPath(definition, "parse"), run) };
  return copyWith(tool, { function: copyWith(definition, changes) });
}

/** Remembers which text arguments were parsed from: it tells calls of one tool apart. */
function observedParser(parse: unknown, run: Run): unknown {
  if (typeof parse !== "function") return parse;
  const remember = (parsed: unknown, text: unknown): void => {
    if (typeof parsed === "object" && parsed !== null && typeof text === "string") run.texts.set(parsed, text);
  };
  return function (this: unknown, ...args: unknown[]): unknown {
    const parsed: unknown = Reflect.apply(parse as AnyFunction, this, args);
    if (!isPromise(parsed)) remember(parsed, args[0]);
    else
      void parsed.then(
        (value: unknown) => remember(value, args[0]),
        () => undefined,
      );
    return parsed;
  };
}

function observedFunction(fn: AnyFunction, name: string, description: unknown, run: Run): AnyFunction {
  const observed = function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    if (client === undefined) return Reflect.apply(fn, this, args);
    const call = attempt(() => answeredCall(name, args, run));
    const callId = call?.id;
    const tool = {
      name,
      arguments: args[0],
      ...(typeof callId === "string" && { callId }),
      ...(typeof description === "string" && { description }),
    };
    return client.tool(tool, () => Reflect.apply(fn, this, args));
  };
  // The runner takes a tool's name from its function where the tool has none.
  return Object.defineProperty(observed, "name", { value: fn.name, configurable: true });
}

/** The call of the model's last message that a function answers: of several for one tool, the one with these arguments, else the next. */
function answeredCall(name: string, [given, runner]: readonly unknown[], run: Run): AskedCall | undefined {
  const messages = readPath(runner, "messages");
  if (!Array.isArray(messages)) return undefined;
  const asking: unknown = messages.findLast((message) => Array.isArray(readPath(message, "tool_calls")));
  const calls = ((readPath(asking, "tool_calls") ?? []) as readonly AskedCall[]).filter(
    (call) => call.function?.name === name && !run.answered.has(call.id),
  );
  const text = typeof given === "object" && given !== null ? run.texts.get(given) : given;
  const call = calls.find((one) => one.function?.arguments === text) ?? calls[0];
  if (call !== undefined) run.answered.add(call.id);
  return call;
}
