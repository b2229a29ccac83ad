/** Agents that are run for real: the versions whose telemetry `src/inspector/understand/agents` was last compared with. */
export const VERSIONS: Readonly<Record<string, string>> = {
  "@google/gemini-cli": "0.61.0",
  "@openai/codex": "0.169.0",
  "@anthropic-ai/claude-code": "2.1.197",
};
