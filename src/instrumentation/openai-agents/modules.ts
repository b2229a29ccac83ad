import type { ModuleHook } from "../module-hook.ts";
import { instrumentOpenAIAgents } from "./instrument-openai-agents.ts";

function patch(exports: unknown): void {
  if (typeof exports === "object" && exports !== null) instrumentOpenAIAgents(exports);
}

/** The parts of the SDK, which `@openai/agents` brings together. */
export const OPENAI_AGENTS_MODULES: readonly ModuleHook[] = [
  { name: "@openai/agents-core", patch },
  { name: "@openai/agents-openai", patch },
  { name: "@openai/agents", patch },
];
