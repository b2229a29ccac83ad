import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { instrumentOnce } from "../instrument.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { patchContext, patchTools } from "./context.ts";
import { AgentscribeCallbackHandler, HANDLER_NAME } from "./handler.ts";
import { patchRetrievers, patchRunnable } from "./inside-runs.ts";
import { patchFallbacks, patchStream } from "./leaving.ts";
import { patchModels } from "./models.ts";

/**
 * Records every run of LangChain and LangGraph, with no callback to pass: give it the namespaces of the modules that the application has of
 * `@langchain/core`.
 *
 * ```ts
 * import * as manager from "@langchain/core/callbacks/manager";
 * import * as models from "@langchain/core/language_models/chat_models";
 * instrumentLangChain(manager, models);
 * ```
 *
 * `callbacks/manager` brings chains, graphs, tools and retrievers; `language_models/chat_models` and `language_models/llms` the models;
 * `singletons` and `runnables` make the scope of a run active in the application's code inside it, `retrievers` that of a retriever; `runnables` ends
 * runs of whose end LangChain tells nobody too; `tools` names tools.
 * `unwrap(module)` undoes one.
 */
export function instrumentLangChain(...modules: readonly object[]): void {
  for (const module of modules) instrumentModule(module);
}

/** Patches what one module exports of the classes that matter. */
export function instrumentModule(exports: unknown): void {
  if (typeof exports !== "object" || exports === null) return;
  instrumentOnce(exports, () => [
    ...patchManager(readPath(exports, "CallbackManager")),
    patchManagerBehind(exports),
    ...patchModelsOf(readPath(exports, "BaseChatModel"), "chat"),
    ...patchModelsOf(readPath(exports, "BaseLLM"), "text_completion"),
    ...patchContext(readPath(exports, "AsyncLocalStorageProviderSingleton")),
    ...patchStream(readPath(exports, "Runnable")),
    ...patchRunnable(readPath(exports, "Runnable")),
    ...patchStream(readPath(exports, "RunnableLambda")),
    ...patchFallbacks(readPath(exports, "RunnableWithFallbacks")),
    ...patchTools(readPath(exports, "StructuredTool")),
    ...patchRetrievers(readPath(exports, "BaseRetriever")),
  ]);
}

/** Where models are observed themselves, handlers leave them alone. */
const observed = { chat: false, text: false };

function patchModelsOf(base: unknown, operation: "chat" | "text_completion"): Restore[] {
  if (typeof base !== "function") return [];
  const kind = operation === "chat" ? "chat" : "text";
  observed[kind] = true;
  return [
    ...patchModels(base, operation),
    () => {
      observed[kind] = false;
    },
  ];
}

/** Every set of callbacks that LangChain puts together gets a handler, unless the application gave one. */
function patchManager(manager: unknown): (Restore | undefined)[] {
  const handler = new AgentscribeCallbackHandler();
  return [
    patchMethod(
      manager,
      "_configureSync",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const configured = Reflect.apply(original, this, args);
          return (
            attempt(() =>
              withHandler(configured, handler, () => Reflect.apply(original, this, [[handler], ...args.slice(1)])),
            ) ?? configured
          );
        },
    ),
  ];
}

/**
 * The class of managers by the function of `runnables` that makes one: packages of older cores load the module of that class by its file, where no
 * hook sees it.
 */
function patchManagerBehind(exports: object): Restore {
  const restores: (Restore | undefined)[] = [];
  let isUndone = false;
  attempt(() => {
    const make = readPath(exports, "getCallbackManagerForConfig");
    const made: unknown = typeof make === "function" ? Reflect.apply(make, undefined, [{ callbacks: [] }]) : undefined;
    if (!isPromise(made)) return;
    made.then(
      (manager: unknown) => {
        if (!isUndone) restores.push(...patchManager(readPath(manager, "constructor")));
      },
      () => undefined,
    );
  });
  return () => {
    isUndone = true;
    for (const restore of restores) restore?.();
  };
}

function withHandler(configured: unknown, handler: AgentscribeCallbackHandler, configureWith: () => unknown): unknown {
  const known = handlersOf(configured);
  for (const one of [...known, handler]) if (one.name === HANDLER_NAME) one.ignoreModels(observed);
  if (configured === undefined) return configureWith();
  if (!known.some((one) => one.name === HANDLER_NAME)) {
    const add = readPath(configured, "addHandler");
    if (typeof add === "function") Reflect.apply(add as AnyFunction, configured, [handler, true]);
  }
  return configured;
}

function handlersOf(configured: unknown): readonly AgentscribeCallbackHandler[] {
  const handlers = readPath(configured, "handlers");
  return Array.isArray(handlers) ? (handlers as AgentscribeCallbackHandler[]) : [];
}
