import { types } from "node:util";
import type { Diag } from "../internal/diag.ts";
import { isFresh } from "../internal/fresh-result.ts";
import { contained, guard } from "../internal/guard.ts";
import { realTimers } from "../internal/real-timers.ts";
import type { LimitedWork } from "../internal/work-limits.ts";
import { droppedOptions } from "./dropped-options.ts";
import { failScope } from "./fail-scope.ts";
import { toMillis } from "./given-time.ts";
import { runJoined } from "./join-scope.ts";
import { noopHandle } from "./noop-handle.ts";
import { read } from "./present.ts";
import type { Recorder, ScopeParent } from "./recorder.ts";
import { follow, type ResultObserver } from "./results/follow.ts";
import type { WorkInside } from "./results/follow-body.ts";
import { refusedResult } from "./results/refused-result.ts";
import type { Scope } from "./scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import { refusalOf } from "./scope-limits.ts";
import { outerOf, parentOf } from "./scope-parent.ts";
import type { JoinedScope, ScopeDraft, ScopeOptions, ScopeType } from "./scope-type.ts";

interface OpenedScope<Handle extends ScopeHandle> {
  readonly scope: Scope;
  readonly handle: Handle;
  readonly draft: ScopeDraft<Handle>;
}

/**
 * Runs a function inside a new scope and returns exactly what it returns: the same value, promise, stream or thrown error. The scope ends
 * when the work ends, which for a promise or a stream is later than this call.
 */
export function runScope<Options extends ScopeOptions, Handle extends ScopeHandle, T>(
  recorder: Recorder,
  type: ScopeType<Options, Handle>,
  options: Options,
  fn: (handle: Handle) => T,
): T {
  const joined = type.join === undefined ? undefined : join(recorder, type, options);
  if (joined !== undefined) return runJoined(recorder, joined, fn);
  const refusal = recorder.ports.limits?.isIdle === false ? refuse(recorder, type.limitedAs, options) : undefined;
  if (refusal !== undefined) return refusedResult(refusal, fn, isFresh(fn)) as T;
  const opened = open(recorder, type, options);
  if (opened === undefined) return fn(noopHandle(options));
  const { scope, handle } = opened;
  const { context, diag } = recorder.ports;
  const { run } = opened.draft;
  let result: T;
  try {
    result = context.with(scope.context, () => (run === undefined ? fn(handle) : (run(() => fn(handle)) as T)));
  } catch (error) {
    failDraft(opened, error);
    scope.end();
    throw error;
  }
  const observer = new ScopeResult(opened, type.ownsStreams);
  try {
    return follow(result, types.isAsyncFunction(fn) || isFresh(fn), observer);
  } catch (error) {
    contained(diag, "follow", error);
    return result;
  }
}

/** Ends a scope by what became of its function's result. */
class ScopeResult<Handle extends ScopeHandle> implements ResultObserver {
  readonly #scope: Scope;
  readonly #draft: ScopeDraft<Handle>;
  readonly #ownsStreams: boolean;

  constructor({ scope, draft }: OpenedScope<Handle>, ownsStreams: boolean) {
    this.#scope = scope;
    this.#draft = draft;
    this.#ownsStreams = ownsStreams;
  }

  get ownsStreams(): boolean {
    return this.#ownsStreams && this.#draft.isAnswered?.() !== true;
  }

  get readsBodies(): boolean {
    return this.#draft.readsBodies === true && this.#draft.isAnswered?.() !== true;
  }

  get hides(): ((item: unknown) => boolean) | undefined {
    return this.#draft.hidesChunk;
  }

  get isPlainlyPulled(): boolean {
    return this.#draft.isPlainlyPulled === true;
  }

  get stopSignal(): AbortSignal | undefined {
    const { limits } = this.#scope;
    return limits === undefined || limits.signals.length === 0 ? undefined : this.#scope.signal.signal;
  }

  get piece(): ((piece: unknown) => void) | undefined {
    return this.#draft.onPiece;
  }

  get inside(): WorkInside {
    const scope = this.#scope;
    return {
      get isOpen() {
        return scope.openInside > 0;
      },
      // What comes next begins within a turn of the loop.
      whenOver(then) {
        scope.onIdle = () => void realTimers.setImmediate(then);
      },
    };
  }

  streamIn(value: unknown): unknown {
    const { streamIn } = this.#draft;
    return streamIn === undefined ? undefined : guard(this.#diag, "streamIn", () => streamIn(value), undefined);
  }

  within<R>(work: () => R): R {
    return this.#scope.recorder.ports.context.with(this.#scope.context, work);
  }

  settled(value: unknown): void {
    try {
      this.#draft.onResult?.(value);
    } catch (error) {
      contained(this.#diag, "result", error);
    }
    if (this.#staysOpen(value)) return;
    this.#scope.end();
  }

  failed(error: unknown): void {
    failDraft({ scope: this.#scope, draft: this.#draft }, error);
    this.#scope.end();
  }

  begun(): void {
    this.#scope.isStreamed = true;
  }

  chunk(item: unknown): void {
    // Once for each of thousands: a guard would make a closure each time.
    try {
      this.#draft.onChunk?.(item);
    } catch (error) {
      contained(this.#diag, "chunk", error);
    }
  }

  cancelled(): void {
    guard(this.#diag, "cancelled", () => this.#draft.onCancelled?.(), undefined);
    if (this.#staysOpen(undefined)) return;
    this.#scope.end();
  }

  #staysOpen(value: unknown): boolean {
    const { staysOpen } = this.#draft;
    return staysOpen === undefined ? false : guard(this.#diag, "staysOpen", () => staysOpen(value) === true, false);
  }

  get #diag(): Diag {
    return this.#scope.recorder.ports.diag;
  }
}

function failDraft<Handle extends ScopeHandle>(
  { scope, draft }: Pick<OpenedScope<Handle>, "scope" | "draft">,
  error: unknown,
): void {
  failScope(
    scope,
    error,
    guard(scope.recorder.ports.diag, "failure", () => draft.failure?.(error), undefined),
  );
}

/** The error of a limit that does not let this work begin. */
export function refuse(
  recorder: Recorder,
  limitedAs: LimitedWork | undefined,
  options: ScopeOptions,
): Error | undefined {
  if (limitedAs === undefined || !recorder.isRecording) return undefined;
  const find = (): Error | undefined =>
    refusalOf(recorder, limitedAs, { parent: placeOf(recorder, options), budget: read(options, "budget") });
  return guard(recorder.ports.diag, "limits", find, undefined);
}

function placeOf(recorder: Recorder, options: ScopeOptions): ScopeParent | undefined {
  return parentOf(read(options, "parent")) ?? outerOf(recorder, read(options, "within"));
}

function join<Options extends ScopeOptions, Handle extends ScopeHandle>(
  recorder: Recorder,
  type: ScopeType<Options, Handle>,
  options: Options,
): JoinedScope<Handle> | undefined {
  if (!recorder.isRecording) return undefined;
  return guard(recorder.ports.diag, "join", () => type.join?.(recorder, options), undefined);
}

/** Starts a scope that its handle ends: for work that cannot be put into one function. */
export function startScope<Options extends ScopeOptions, Handle extends ScopeHandle>(
  recorder: Recorder,
  type: ScopeType<Options, Handle>,
  options: Options,
): Handle {
  return open(recorder, type, options)?.handle ?? noopHandle(options);
}

function open<Options extends ScopeOptions, Handle extends ScopeHandle>(
  recorder: Recorder,
  type: ScopeType<Options, Handle>,
  options: Options,
): OpenedScope<Handle> | undefined {
  if (!recorder.admits("traces")) return undefined;
  const { diag } = recorder.ports;
  try {
    const draft = type.draft(recorder, options);
    const scope = recorder.start(draft.plan, {
      parent: draft.parent ?? placeOf(recorder, options),
      startTimeMillis: toMillis(read(options, "startTime")),
      budget: read(options, "budget"),
    });
    for (const option of droppedOptions(options)) scope.drop(option);
    const handle = bind(scope, draft);
    if (handle === undefined) {
      scope.end();
      return undefined;
    }
    scope.handle = handle;
    return { scope, handle, draft };
  } catch (error) {
    contained(diag, "start", error);
    return undefined;
  }
}

function bind<Handle extends ScopeHandle>(scope: Scope, draft: ScopeDraft<Handle>): Handle | undefined {
  try {
    return draft.bind(scope);
  } catch (error) {
    contained(scope.recorder.ports.diag, `${scope.plan.kind}.bind`, error);
    return undefined;
  }
}
