import type { ModuleHook } from "../module-hook.ts";
import { patchExports } from "../stainless/client.ts";
import { OPENAI_METHODS } from "./methods.ts";

/** What a zero-code start patches in `openai`; clients for Azure extend its class. */
export const OPENAI_MODULES: readonly ModuleHook[] = [
  { name: "openai", patch: (exports) => patchExports(exports, "OpenAI", OPENAI_METHODS) },
];
