import { attempt } from "../../internal/attempt.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { scopeOf } from "../runs.ts";
import { langchainRuns } from "./runs.ts";

/** Makes the scope of a run the active one in what a class of the application's own does for it, such as a parser of answers. */
export function patchRunnable(base: unknown): (Restore | undefined)[] {
  return [
    patchMethod(
      readPath(base, "prototype"),
      "_callWithConfig",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const [work] = args;
          return Reflect.apply(original, this, typeof work === "function" ? args.with(0, insideRun(work, 2)) : args);
        },
    ),
  ];
}

/** The methods through which documents are asked for; older cores have both. */
const ENTRIES = ["invoke", "getRelevantDocuments"] as const;

/** Makes the scope of a retriever's run the active one while it looks for documents, which is where it embeds the question. */
export function patchRetrievers(base: unknown): (Restore | undefined)[] {
  const prototype = readPath(base, "prototype");
  const restores: Restore[] = [];
  const entry = (original: AnyFunction): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      attempt(() => {
        const owner = ownerOf(this, "_getRelevantDocuments");
        // The base class says only that it does not search.
        if (owner === prototype) return;
        const restore = patchMethod(owner, "_getRelevantDocuments", (search) => insideRun(search, 1));
        if (restore !== undefined) restores.push(restore);
      });
      return Reflect.apply(original, this, args);
    };
  return [
    ...ENTRIES.map((method) => patchMethod(prototype, method, entry)),
    () => {
      for (const restore of restores.splice(0)) restore();
    },
  ];
}

/** The object on the way up from this one that has the method itself. */
function ownerOf(value: unknown, method: string): unknown {
  let owner = value;
  while (typeof owner === "object" && owner !== null && !Object.hasOwn(owner, method)) {
    owner = Object.getPrototypeOf(owner);
  }
  return owner;
}

/** A function that is given the manager of a run, inside the scope of that run. @param at - the place of the manager among the arguments */
function insideRun(original: unknown, at: number): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(original as AnyFunction, this, args);
    const scope = attempt(() => scopeOf(langchainRuns.get(readPath(args[at], "runId"))));
    return scope === undefined ? run() : scope.run(run);
  };
}
