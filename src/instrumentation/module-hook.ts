/** A package whose classes are observed as soon as the application loads it. */
export interface ModuleHook {
  /** Name of the package, with the subpath when it is one: `openai`, `@langchain/core/language_models/chat_models`. */
  readonly name: string;
  /** Called with the module's exports, once for each copy that is loaded; the namespace of an ES module cannot be changed, its classes can. */
  patch(exports: unknown): void;
}
