import { attempt } from "../../internal/attempt.ts";
import { countAttempts, type Fetch } from "../http/attempts.ts";
import type { ModuleHook } from "../module-hook.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { prototypeOf } from "../prototype-of.ts";
import { readPath } from "../read-path.ts";
import { observedCallModel } from "./call-model.ts";
import { OPENROUTER_METHODS } from "./methods.ts";
import { patchRequests } from "./requests.ts";

/** The classes of the parts of a client are not exported: a client that makes no request shows them. All of them extend one class. */
export const OPENROUTER_MODULES: readonly ModuleHook[] = [
  {
    name: "@openrouter/sdk",
    patch: (exports) => {
      const OpenRouter = readPath(exports, "OpenRouter");
      const made = attempt(() => Reflect.construct(OpenRouter as new () => object, [{ apiKey: "" }]) as object);
      for (const { path, plan } of OPENROUTER_METHODS) {
        const part = readPath(made, ...path.slice(0, -1));
        patchMethod(prototypeOf(part), path.at(-1) ?? "", (original) => observedMethod(original, plan));
      }
      patchMethod(prototypeOf(made), "callModel", observedCallModel);
      patchRequests(prototypeOf(prototypeOf(made)));
      patchMethod(
        readPath(exports, "HTTPClient", "prototype"),
        "request",
        (original) => countAttempts(original as Fetch) as AnyFunction,
      );
    },
  },
];
