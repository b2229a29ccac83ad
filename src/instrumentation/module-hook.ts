import type { AnyFunction } from "./observed-method.ts";

/**
 * Puts a function in the place of one that an ES module exports, for all who import it. Only exports named in `register/replaced-exports.ts` can be.
 *
 * @throws Error when the module exports no such function, or one that cannot be replaced
 */
export type ReplaceExport = (name: string, make: (original: AnyFunction) => AnyFunction) => void;

/** A package whose classes are observed as soon as the application loads it. */
export interface ModuleHook {
  /** Name of the package, with the subpath when it is one: `openai`, `@langchain/core/language_models/chat_models`. */
  readonly name: string;
  /** Called with the module's exports, once for each copy that is loaded; the namespace of an ES module cannot be changed, its classes can. */
  patch(exports: unknown, replace?: ReplaceExport): void;
}
