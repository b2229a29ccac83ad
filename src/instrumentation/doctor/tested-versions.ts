/**
 * The versions of each package that its wrapper is tested with, oldest first: those that `test/vendors` installs, with what comes with them.
 * A test holds the two together.
 */
export const TESTED_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "@ai-sdk/anthropic": ["4.0.105"],
  "@ai-sdk/gateway": ["2.0.168", "3.0.232", "4.0.146"],
  "@ai-sdk/openai": ["2.0.131", "3.0.141", "4.0.118"],
  "@anthropic-ai/claude-agent-sdk": ["0.3.330"],
  "@anthropic-ai/sdk": ["0.137.0", "1.12.0"],
  "@aws-sdk/client-bedrock-runtime": ["3.1164.0"],
  "@google/genai": ["2.32.0", "3.1.0"],
  "@huggingface/inference": ["4.13.30"],
  "@langchain/core": ["0.3.80", "1.4.0"],
  "@mastra/observability": ["1.17.9"],
  "@mistralai/mistralai": ["1.15.1", "2.7.0"],
  "@modelcontextprotocol/client": ["2.4.0"],
  "@modelcontextprotocol/sdk": ["1.32.2"],
  "@modelcontextprotocol/server": ["2.4.0"],
  "@openai/agents": ["0.20.0"],
  "@openai/agents-core": ["0.20.0"],
  "@openai/agents-openai": ["0.20.0"],
  "@openrouter/sdk": ["0.13.67", "1.3.19"],
  ai: ["5.0.277", "6.0.326", "7.0.173"],
  "cohere-ai": ["7.21.0", "8.1.0"],
  "groq-sdk": ["0.37.0", "1.6.0"],
  ollama: ["0.6.4"],
  openai: ["5.23.2", "6.49.0", "7.57.0"],
  "together-ai": ["0.52.0"],
};
