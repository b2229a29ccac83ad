import type { ScopeHandle } from "../record/scope-handle.ts";
import { attempt } from "./observed-method.ts";

/** Something that a framework runs and tells of by an id: begun and not ended. */
export interface Run {
  readonly id: string;
  readonly parent: Run | undefined;
  /** The scope that stands for it; absent where the run is of no interest, and then its parent's scope is around what it does. */
  readonly own: ScopeHandle | undefined;
  readonly children: Set<Run>;
  /** The run waits for a person: it ends for now and is resumed by another. */
  isInterrupted: boolean;
}

/** More runs than are open at once: beyond it the oldest are forgotten, and their scopes end as any scope that is left open. */
const MAX_RUNS = 10_000;

/** The open runs of one framework. Shared by all copies of this package, so that an observer of one knows the runs of another. */
export class OpenRuns {
  readonly #key: symbol;

  constructor(framework: string) {
    this.#key = Symbol.for(`agentscribe runs of ${framework}.1`);
  }

  get(id: unknown): Run | undefined {
    return typeof id === "string" ? this.#runs.get(id) : undefined;
  }

  open(id: string, parentId: unknown, own: ScopeHandle | undefined): Run {
    const parent = this.get(parentId);
    const run: Run = { id, parent, own, children: new Set(), isInterrupted: false };
    this.#runs.set(id, run);
    parent?.children.add(run);
    if (this.#runs.size > MAX_RUNS) this.#forget(this.#runs.values().next().value as Run);
    return run;
  }

  /** Takes a run out, ends what is still open inside it as abandoned, then the run itself by `end`. Unknown runs were ended before. */
  close(id: unknown, end: (own: ScopeHandle, run: Run) => void): void {
    const run = this.get(id);
    if (run === undefined) return;
    this.#forget(run);
    for (const child of [...run.children]) this.abandon(child.id, run.isInterrupted ? "interrupted" : "aborted");
    const { own } = run;
    if (own !== undefined) attempt(() => end(own, run));
  }

  /** Ends a run that nobody else will end. */
  abandon(id: unknown, reason = "aborted"): void {
    this.close(id, (own) => own.end({ reason }));
  }

  #forget(run: Run): void {
    this.#runs.delete(run.id);
    run.parent?.children.delete(run);
  }

  get #runs(): Map<string, Run> {
    const globals = globalThis as Record<symbol, unknown>;
    const known = globals[this.#key];
    if (known instanceof Map) return known as Map<string, Run>;
    const made = new Map<string, Run>();
    Object.defineProperty(globals, this.#key, { value: made, configurable: true, enumerable: false });
    return made;
  }
}

/** The scope around what a run does: its own, or the one of the nearest run that has one. */
export function scopeOf(run: Run | undefined): ScopeHandle | undefined {
  let at = run;
  while (at !== undefined && at.own === undefined) at = at.parent;
  return at?.own;
}

/** Marks a run and all around it as waiting for a person. */
export function interruptRun(run: Run | undefined): void {
  for (let at = run; at !== undefined; at = at.parent) at.isInterrupted = true;
}
