import type { ModuleHook } from "../module-hook.ts";
import { patchExports } from "../stainless/client.ts";
import { GROQ_METHODS } from "./methods.ts";

/** What a zero-code start patches in `groq-sdk`. */
export const GROQ_MODULES: readonly ModuleHook[] = [
  { name: "groq-sdk", patch: (exports) => patchExports(exports, "Groq", GROQ_METHODS) },
];
