import type { Agent } from "./agent.ts";
import { CLAUDE_CODE } from "./claude-code.ts";
import { CODEX } from "./codex.ts";
import { COPILOT } from "./copilot.ts";
import { DOCKER_AGENT } from "./docker-agent.ts";
import { GEMINI_CLI } from "./gemini-cli.ts";

import { PYDANTIC_AI } from "./pydantic-ai.ts";

/** By the kind of agent, as `agentKindOf` says it. */
export const AGENTS: ReadonlyMap<string, Agent> = new Map([
  ["claude-code", CLAUDE_CODE],
  ["codex", CODEX],
  ["gemini-cli", GEMINI_CLI],
  ["copilot", COPILOT],
  ["docker-agent", DOCKER_AGENT],
  ["pydantic-ai", PYDANTIC_AI],
]);
