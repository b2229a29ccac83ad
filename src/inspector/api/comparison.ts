import type { SessionRow } from "./sessions.ts";
import type { Step } from "./steps.ts";

/** Two runs, aligned by the kind and the name of their steps so that one step more does not shift the rest. */
export interface Comparison {
  readonly a: SessionRow;
  readonly b: SessionRow;
  readonly rows: readonly {
    readonly change: "same" | "changed" | "only-a" | "only-b";
    readonly a: Step | null;
    readonly b: Step | null;
    /** What differs: `arguments`, `result`, `input`, `output`, `system`, `model`, `error`, `decision`, `outcome`, `tokens` (by more than a tenth). */
    readonly differs: readonly string[];
  }[];
  /** Tools that one of them called, or was offered, and how often. */
  readonly tools: readonly { readonly name: string; readonly a: number; readonly b: number }[];
  /** A line difference of the instructions. */
  readonly prompts: readonly { readonly change: "same" | "removed" | "added"; readonly text: string }[];
}
