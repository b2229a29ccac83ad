import { vendorVersion } from "../../vendors/load.ts";
import type { Exception } from "../grid.ts";
import type { Row } from "./framework.ts";

/** Cells of frameworks that cannot be right. */
export const EXCEPTIONS: readonly (Exception & { readonly row: Row })[] = [
  {
    column: `@openai/agents ${vendorVersion("newest", "@openai/agents")}, chat completions`,
    row: "turned away once, then answered",
    why: "models of the chat API hide their client, and what that tries again: with the client wrapped, or at a zero-code start, it is told",
  },
];
