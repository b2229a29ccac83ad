import { attempt } from "../../internal/attempt.ts";
import type { ModuleHook } from "../module-hook.ts";
import { observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { prototypeOf } from "../prototype-of.ts";
import { readPath } from "../read-path.ts";
import { MISTRAL_METHODS } from "./methods.ts";
import { patchHooks, patchTracing, tracingHookOf } from "./observed-hooks.ts";

/** The classes of the parts of a client are not exported: a client that makes no request shows them. */
export const MISTRAL_MODULES: readonly ModuleHook[] = [
  {
    name: "@mistralai/mistralai",
    patch: (exports) => {
      const Mistral = readPath(exports, "Mistral");
      const made = attempt(() => Reflect.construct(Mistral as new () => object, [{ apiKey: "" }]) as object);
      for (const { path, plan } of MISTRAL_METHODS) {
        const part = readPath(made, ...path.slice(0, -1));
        patchMethod(prototypeOf(part), path.at(-1) ?? "", (original) => observedMethod(original, plan));
      }
      const hooks = readPath(made, "_options", "hooks");
      patchHooks(prototypeOf(hooks));
      patchTracing(prototypeOf(tracingHookOf(hooks)));
    },
  },
];
