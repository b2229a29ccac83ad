import type { ScopeHandle } from "../../record/scope-handle.ts";
import { attempt } from "../observed-method.ts";

/** A run of LangChain that has begun and not ended, as its callbacks tell of it. */
export interface Run {
  readonly id: string;
  readonly parent: Run | undefined;
  /** The scope that stands for it; absent where LangChain hides the run, and then its parent's scope is around what it does. */
  readonly own: ScopeHandle | undefined;
  readonly children: Set<Run>;
  /** The run waits for a person: it ends for now and is resumed by another. */
  isInterrupted: boolean;
}

/** Shared by all copies of this package, so that a handler of one knows the runs of another. */
const KEY = Symbol.for("agentscribe langchain runs.1");

/** More runs than are open at once: beyond it the oldest are forgotten, and their scopes end as any scope that is left open. */
const MAX_RUNS = 10_000;

function openRuns(): Map<string, Run> {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (known instanceof Map) return known as Map<string, Run>;
  const made = new Map<string, Run>();
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}

export function runOf(id: unknown): Run | undefined {
  return typeof id === "string" ? openRuns().get(id) : undefined;
}

/** The scope around what a run does: its own, or the one of the nearest run that has one. */
export function scopeOf(run: Run | undefined): ScopeHandle | undefined {
  let at = run;
  while (at !== undefined && at.own === undefined) at = at.parent;
  return at?.own;
}

export function openRun(id: string, parentId: unknown, own: ScopeHandle | undefined): Run {
  const parent = runOf(parentId);
  const run: Run = { id, parent, own, children: new Set(), isInterrupted: false };
  const runs = openRuns();
  runs.set(id, run);
  parent?.children.add(run);
  if (runs.size > MAX_RUNS) forget(runs.values().next().value as Run);
  return run;
}

/** Takes a run out, ends what is still open inside it as abandoned, then the run itself by `end`. Unknown runs were ended before. */
export function closeRun(id: unknown, end: (own: ScopeHandle, run: Run) => void): void {
  const run = runOf(id);
  if (run === undefined) return;
  forget(run);
  for (const child of [...run.children]) abandonRun(child.id);
  const { own } = run;
  if (own !== undefined) attempt(() => end(own, run));
}

/** Ends a run whose caller went away: LangChain tells of no end then. */
export function abandonRun(id: unknown): void {
  closeRun(id, (own) => own.end({ reason: "aborted" }));
}

/** Marks a run and all around it as waiting for a person. */
export function interruptRun(run: Run | undefined): void {
  for (let at = run; at !== undefined; at = at.parent) at.isInterrupted = true;
}

function forget(run: Run): void {
  openRuns().delete(run.id);
  run.parent?.children.delete(run);
}
