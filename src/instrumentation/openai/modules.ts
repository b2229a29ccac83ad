import type { ModuleHook } from "../module-hook.ts";
import { patchExports } from "../stainless/client.ts";
import { OPENAI_METHODS } from "./methods.ts";
import { REALTIME_MODULES } from "./realtime.ts";

/** What a zero-code start patches in `openai`: its class, which clients for Azure extend, and its connections to the Realtime API. */
export const OPENAI_MODULES: readonly ModuleHook[] = [
  { name: "openai", patch: (exports) => patchExports(exports, "OpenAI", OPENAI_METHODS) },
  ...REALTIME_MODULES,
];
