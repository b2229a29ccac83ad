import { binaryOf } from "../binary-of.ts";
import type { RuntimeName } from "../versions.ts";

/** How a runtime that has Node's interface and a disk runs a file. */
export interface DiskRuntime {
  readonly name: RuntimeName;
  /** As `process.runtime.name` says. */
  readonly runtime: string;
  /** The program and what comes before the file. */
  command(modules: string): readonly [string, ...string[]];
  /** What comes before the file for the zero-code start. */
  readonly zeroCode: readonly string[];
}

export const DISK_RUNTIMES: readonly DiskRuntime[] = [
  {
    name: "bun",
    runtime: "bun",
    command: (modules) => [binaryOf(modules, "@oven", "bin/bun")],
    zeroCode: ["--preload", "agentscribe/register"],
  },
  {
    name: "deno",
    runtime: "deno",
    command: (modules) => [binaryOf(modules, "@deno", "deno"), "run", "-A", "--node-modules-dir=manual"],
    zeroCode: ["--preload", "npm:agentscribe/register"],
  },
];
