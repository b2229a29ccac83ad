import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { observeRetried } from "../http/attempts.ts";
import { type AnyFunction, observedMethod, type PlanCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { scopeOf } from "../runs.ts";
import { abortIn } from "./aborts.ts";
import { conversationAlone } from "./chains.ts";
import { noteCall } from "./open-calls.ts";
import { serverOfModel } from "./provider.ts";
import { langchainRuns } from "./runs.ts";

/** The methods of a model that make one request each, after LangChain looked into its cache. The third argument is the run's manager. */
const REQUESTS = ["_generate", "_streamResponseChunks", "_streamChatModelEvents"] as const;

/** The methods of the base class through which every call of a model comes, whatever its own class defines. */
const ENTRIES = ["_generateUncached", "_streamIterator", "streamEvents", "_streamChatModelEvents"] as const;

/**
 * Observes every model of a base class (`BaseChatModel`, `BaseLLM`) as soon as it is called: the class of the model defines the methods that
 * make requests, and a model call is around them, so that the model's own HTTP client adds none.
 */
export function patchModels(base: object, operation: "chat" | "text_completion"): Restore[] {
  const prototype = readPath(base, "prototype");
  if (typeof prototype !== "object" || prototype === null) return [];
  const restores: Restore[] = [];
  const plan = planOf(operation);
  const entry = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      attempt(() => {
        for (const method of REQUESTS) observe(this, method, prototype, plan, restores);
        observeRetries(readPath(this, "caller"), restores);
      });
      return Reflect.apply(original, this, args);
    };
  for (const method of ENTRIES) {
    const restore = Object.hasOwn(prototype, method) ? patchMethod(prototype, method, entry) : undefined;
    if (restore !== undefined) restores.push(restore);
  }
  return [
    () => {
      for (const restore of restores.reverse()) restore();
      restores.length = 0;
    },
  ];
}

/** Observes a method where the model's class, or one that it extends, defines it: not where the base class says what it does not do. */
function observe(model: unknown, method: string, base: object, plan: PlanCall, restores: Restore[]): void {
  let owner: unknown = model;
  while (typeof owner === "object" && owner !== null && owner !== base) {
    if (Object.hasOwn(owner, method)) {
      const restore = patchMethod(owner, method, (original) =>
        observedMethod(namingAborts(original), plan, { argument: 1, path: ["signal"] }),
      );
      if (restore !== undefined) restores.push(restore);
      return;
    }
    owner = Object.getPrototypeOf(owner);
  }
}

/** What a model tries again, it does through its `AsyncCaller`; older ones have one method for that. */
function observeRetries(caller: unknown, restores: Restore[]): void {
  const owner: unknown = typeof caller === "object" && caller !== null ? Object.getPrototypeOf(caller) : undefined;
  const isNew = typeof readPath(owner, "callWithRetries") === "function";
  const [method, place] = isNew ? (["callWithRetries", 1] as const) : (["call", 0] as const);
  const observed = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      const request = args[place];
      if (typeof request !== "function") return Reflect.apply(original, this, args);
      const tried = (...given: unknown[]): unknown =>
        observeRetried(async () => Reflect.apply(request as AnyFunction, undefined, given));
      return Reflect.apply(original, this, args.with(place, tried));
    };
  const restore = patchMethod(owner, method, observed);
  if (restore !== undefined) restores.push(restore);
}

function planOf(operation: "chat" | "text_completion"): PlanCall {
  return ([input, options, manager], self) => ({
    kind: "llm",
    options: {
      ...modelOptions(self, options),
      operation,
      input,
      ...withinOf(manager),
      ...conversationAlone(readPath(manager, "metadata"), readPath(manager, "_parentRunId")),
    },
    onStart: (call) => noteCall(readPath(manager, "_parentRunId"), call, readPath(options, "signal")),
  });
}

/** Tells the call of a request that was called off what it is, before it is seen to fail with an error that has no name. */
function namingAborts(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const call = attempt(() => recordingClient()?.activeCall?.());
    const result = Reflect.apply(original, this, args);
    if (call === undefined) return result;
    const failed = (error: unknown): void => {
      const abort = abortIn(error);
      if (abort !== undefined) call.error(abort);
    };
    if (isPromise(result)) result.then(undefined, failed);
    else patchMethod(result, "next", (next) => pulling(next, failed));
    return result;
  };
}

function pulling(next: AnyFunction, failed: (error: unknown) => void): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const item = Reflect.apply(next, this, args);
    if (isPromise(item)) item.then(undefined, failed);
    return item;
  };
}

function withinOf(manager: unknown): Pick<LlmOptions, "within"> {
  const within = scopeOf(langchainRuns.get(readPath(manager, "_parentRunId")));
  return within === undefined ? {} : { within };
}

/** What a model says of itself: parameters as its provider takes them, and LangChain's names for provider and model. */
function modelOptions(model: unknown, options: unknown): LlmOptions {
  const request = attempt(() => callOf(model, "invocationParams", options));
  const known = attempt(() => callOf(model, "getLsParams", options ?? {}));
  const name =
    text(readPath(request, "model")) ??
    text(readPath(known, "ls_model_name")) ??
    text(readPath(model, "model")) ??
    text(readPath(model, "modelName"));
  return {
    ...serverOfModel(model, readPath(known, "ls_provider")),
    ...(name !== undefined && { model: name }),
    ...(typeof request === "object" && { request }),
  };
}

function callOf(model: unknown, method: string, argument: unknown): unknown {
  const fn = readPath(model, method);
  return typeof fn === "function" ? Reflect.apply(fn as AnyFunction, model, [argument]) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
