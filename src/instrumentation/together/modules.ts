import type { ModuleHook } from "../module-hook.ts";
import { patchExports } from "../stainless/client.ts";
import { TOGETHER_METHODS } from "./methods.ts";

/** What a zero-code start patches in `together-ai`. */
export const TOGETHER_MODULES: readonly ModuleHook[] = [
  { name: "together-ai", patch: (exports) => patchExports(exports, "Together", TOGETHER_METHODS) },
];
