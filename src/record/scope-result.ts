import type { Diag } from "../internal/diag.ts";
import { contained, guard } from "../internal/guard.ts";
import { realTimers } from "../internal/real-timers.ts";
import { failScope } from "./fail-scope.ts";
import type { ResultObserver } from "./results/follow.ts";
import type { WorkInside } from "./results/follow-body.ts";
import type { Scope } from "./scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import type { ScopeDraft } from "./scope-type.ts";

/** Ends a scope by what became of its function's result. */
export class ScopeResult<Handle extends ScopeHandle> implements ResultObserver {
  readonly #scope: Scope;
  readonly #draft: ScopeDraft<Handle>;
  readonly #ownsStreams: boolean;

  constructor(scope: Scope, draft: ScopeDraft<Handle>, ownsStreams: boolean) {
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
    failDraft(this.#scope, this.#draft, error);
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

/** Records what the function threw, as the kind of scope understands it. */
export function failDraft<Handle extends ScopeHandle>(scope: Scope, draft: ScopeDraft<Handle>, error: unknown): void {
  failScope(
    scope,
    error,
    guard(scope.recorder.ports.diag, "failure", () => draft.failure?.(error), undefined),
  );
}
