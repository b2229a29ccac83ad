import type { ModuleHook } from "../module-hook.ts";
import { wrapQuery } from "./wrap-query.ts";

/** What a zero-code start patches: the function itself, for the class of its queries is not exported. */
export const CLAUDE_AGENT_SDK_MODULES: readonly ModuleHook[] = [
  {
    name: "@anthropic-ai/claude-agent-sdk",
    patch: (_exports, replace) => replace?.("query", (query) => wrapQuery(query as (...args: unknown[]) => object)),
  },
];
