import type { DriftOptions } from "./drift/drift-options.ts";
import type { LoopOptions } from "./loops/loop-options.ts";

/** What is watched while agents work. */
export interface MonitorOptions extends DriftOptions {
  /** Agents that repeat themselves. @defaultValue true */
  readonly loops?: boolean | LoopOptions | undefined;
}
