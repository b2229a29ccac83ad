import type { Grid } from "../grid.ts";
import { AI_SDK_COLUMNS } from "./ai-sdk.ts";
import { CLAUDE_COLUMNS } from "./claude-agent-sdk.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { ROWS } from "./framework.ts";
import { LANGCHAIN_COLUMNS } from "./langchain.ts";
import { MASTRA_COLUMNS } from "./mastra.ts";
import { MCP_COLUMNS } from "./mcp.ts";
import { OPENAI_AGENTS_COLUMNS } from "./openai-agents.ts";

/** Every framework that is observed, in every major that is supported. */
export const FRAMEWORKS: Grid = {
  place: "matrix:frameworks",
  rows: ROWS,
  columns: [
    ...AI_SDK_COLUMNS,
    ...LANGCHAIN_COLUMNS,
    ...OPENAI_AGENTS_COLUMNS,
    ...MASTRA_COLUMNS,
    ...CLAUDE_COLUMNS,
    ...MCP_COLUMNS,
  ],
  exceptions: EXCEPTIONS,
};
