import type { Exception } from "../grid.ts";
import type { Row } from "./framework.ts";

/** Cells of frameworks that cannot be right. */
export const EXCEPTIONS: readonly (Exception & { readonly row: Row })[] = [
  {
    column: "@openai/agents",
    row: "turned away once, then answered",
    why: "its models of the chat API hide their client, and what that tries again: with the client wrapped, or at a zero-code start, it is told",
  },
];
