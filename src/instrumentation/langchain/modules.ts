import type { ModuleHook } from "../module-hook.ts";
import { instrumentModule } from "./instrument-langchain.ts";

/** The modules of `@langchain/core` whose classes every run, model and tool goes through. */
export const LANGCHAIN_MODULES: readonly ModuleHook[] = [
  "@langchain/core/callbacks/manager",
  "@langchain/core/language_models/chat_models",
  "@langchain/core/language_models/llms",
  "@langchain/core/singletons",
  "@langchain/core/retrievers",
  "@langchain/core/runnables",
  "@langchain/core/tools",
].map((name) => ({ name, patch: instrumentModule }));
