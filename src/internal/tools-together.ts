import type { Context } from "@opentelemetry/api";
import { contextManager } from "./active-client.ts";

/** The context value that holds the handles of tools that one function runs in one go. */
const TOOLS_KEY: symbol = Symbol.for("agentscribe tools together");

/** Runs a function that runs all these tools, none of which is around what it does: a request that it makes finds the one that it is made for. */
export function runToolsTogether<T>(handles: readonly object[], fn: () => T): T {
  const manager = contextManager();
  return manager === undefined ? fn() : manager.with(manager.active().setValue(TOOLS_KEY, handles), fn);
}

/** The handles of the tools that are run in one go here. */
export function toolsTogether(context: Context): readonly unknown[] {
  const handles = context.getValue(TOOLS_KEY);
  return Array.isArray(handles) ? handles : [];
}
