import type { ModuleHook } from "../module-hook.ts";
import { observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { OLLAMA_METHODS } from "./methods.ts";

function patch(exports: unknown): void {
  const prototype = readPath(exports, "Ollama", "prototype");
  for (const { name, plan } of OLLAMA_METHODS) {
    patchMethod(prototype, name, (original) => observedMethod(original, plan));
  }
}

/** The client that the package exports is of its class too. */
export const OLLAMA_MODULES: readonly ModuleHook[] = [
  { name: "ollama", patch },
  { name: "ollama/browser", patch },
];
