import { attempt } from "../internal/attempt.ts";
import type { ScopeHandle } from "../record/scope-handle.ts";

/** Something that a framework runs and tells of by an id: begun and not ended. */
export interface Run {
  readonly id: string;
  /** The run around it that is open, or was when that began. */
  parent: Run | undefined;
  /** The scope that stands for it; absent where the run is of no interest, and then its parent's scope is around what it does. */
  readonly own: ScopeHandle | undefined;
  readonly children: Set<Run>;
  /** Nobody tells of its end when its reader leaves: what is around it ends it. */
  readonly endsWithParent: boolean;
  /** What calls it off, where that is known. */
  signal?: unknown;
  /** What the framework says of it. */
  metadata?: unknown;
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

  open(id: string, parentId: unknown, own: ScopeHandle | undefined, endsWithParent = false): Run {
    const parent = this.get(parentId);
    const run: Run = { id, parent, own, children: new Set(), endsWithParent, isInterrupted: false };
    this.#runs.set(id, run);
    parent?.children.add(run);
    if (this.#runs.size > MAX_RUNS) this.#forget(this.#runs.values().next().value as Run);
    return run;
  }

  /**
   * Takes a run out and ends it by `end`. What it leaves working, such as the loser of a race, goes on in the run around it and is ended by whoever
   * runs it; of a run that waits for a person nothing goes on. Unknown runs were ended before.
   */
  close(id: unknown, end: (own: ScopeHandle, run: Run) => void): void {
    const run = this.get(id);
    if (run === undefined) return;
    this.#forget(run);
    for (const child of [...run.children]) {
      if (run.isInterrupted) this.#abandon(child, "interrupted");
      else if (child.endsWithParent) this.#abandon(child, "aborted");
      else leave(child, run.parent);
    }
    const { own } = run;
    if (own !== undefined) attempt(() => end(own, run));
  }

  /** Ends a run that nobody else will end, with what is open inside. */
  #abandon(run: Run, reason: string): void {
    for (const child of [...run.children]) this.#abandon(child, reason);
    this.close(run.id, (own) => own.end({ reason }));
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

function leave(run: Run, around: Run | undefined): void {
  run.parent = around;
  around?.children.add(run);
}

/** The scope around what a run does: its own, or the one of the nearest run that has one. */
export function scopeOf(run: Run | undefined): ScopeHandle | undefined {
  let at = run;
  while (at !== undefined && at.own === undefined) at = at.parent;
  return at?.own;
}

/** What the framework says of a run, or of the nearest around it of which it says something. */
export function metadataOf(run: Run | undefined): unknown {
  let at = run;
  while (at !== undefined && at.metadata === undefined) at = at.parent;
  return at?.metadata;
}

/** Marks a run and all around it as waiting for a person. */
export function interruptRun(run: Run | undefined): void {
  for (let at = run; at !== undefined; at = at.parent) at.isInterrupted = true;
}
