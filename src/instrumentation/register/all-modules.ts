import { AI_SDK_MODULES } from "../ai-sdk/modules.ts";
import { ANTHROPIC_MODULES } from "../anthropic/modules.ts";
import { BEDROCK_MODULES } from "../bedrock/modules.ts";
import { CLAUDE_AGENT_SDK_MODULES } from "../claude-agent-sdk/modules.ts";
import { COHERE_MODULES } from "../cohere/modules.ts";
import { GOOGLE_MODULES } from "../google/modules.ts";
import { GROQ_MODULES } from "../groq/modules.ts";
import { LANGCHAIN_MODULES } from "../langchain/modules.ts";
import { MASTRA_MODULES } from "../mastra/modules.ts";
import { MCP_MODULES } from "../mcp/modules.ts";
import { MISTRAL_MODULES } from "../mistral/modules.ts";
import type { ModuleHook } from "../module-hook.ts";
import { OLLAMA_MODULES } from "../ollama/modules.ts";
import { OPENAI_MODULES } from "../openai/modules.ts";
import { OPENAI_AGENTS_MODULES } from "../openai-agents/modules.ts";
import { OPENROUTER_MODULES } from "../openrouter/modules.ts";
import { TOGETHER_MODULES } from "../together/modules.ts";

/** Every package that a zero-code start patches: each wrapper's own list. Written by `test/vendors/update-lists.ts`. */
export const ALL_MODULES: readonly ModuleHook[] = [
  AI_SDK_MODULES,
  ANTHROPIC_MODULES,
  BEDROCK_MODULES,
  CLAUDE_AGENT_SDK_MODULES,
  COHERE_MODULES,
  GOOGLE_MODULES,
  GROQ_MODULES,
  LANGCHAIN_MODULES,
  MASTRA_MODULES,
  MCP_MODULES,
  MISTRAL_MODULES,
  OLLAMA_MODULES,
  OPENAI_MODULES,
  OPENAI_AGENTS_MODULES,
  OPENROUTER_MODULES,
  TOGETHER_MODULES,
].flat();
