import type { Context } from "@opentelemetry/api";
import type { LimitedWork } from "../internal/work-limits.ts";
import type { CallDefaults } from "./call-defaults.ts";
import type { Recorder } from "./recorder.ts";
import type { RemoteContext } from "./remote-context.ts";
import type { Scope } from "./scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import type { ScopePlan } from "./scope-plan.ts";

/** Options that every scope takes. */
export interface ScopeOptions {
  /** Further attributes of the span. Names of the conventions and of this package win over yours. At most 64; values are bounded. Content under a name that the conventions have for it passes the gates. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  /** Where the scope belongs, when it is not inside the active one: a handle of another scope, or a place read from a carrier. */
  readonly parent?: ScopeHandle | RemoteContext | undefined;
  /** Where the scope belongs unless the active one is inside that: what a framework says of its own tree. For wrappers. */
  readonly within?: ScopeHandle | undefined;
  /** A budget made by `telemetry.budget()` that everything inside takes from, beside those of `init`. */
  readonly budget?: SharedLimit | undefined;
  /** What model calls inside are for, and the template of their prompts, where they do not say it themselves: also calls of wrapped clients and frameworks. */
  readonly calls?: CallDefaults | undefined;
  /** When the work started, if earlier than now: a `Date` or milliseconds since 1970. */
  readonly startTime?: Date | number | undefined;
}

/** A limit that several scopes share: see `telemetry.budget()`. */
export interface SharedLimit {
  readonly name: string;
  readonly signal: AbortSignal;
}

/** One scope being made: its plan, and the handle bound to it once it is open. */
export interface ScopeDraft<Handle extends ScopeHandle> {
  readonly plan: ScopePlan;
  /** Where the scope belongs, when that is known better than its options say it. */
  readonly parent?: Scope | undefined;
  bind(scope: Scope): Handle;
  /** Runs the function, or answers in its stead. Absent: it is run. */
  readonly run?: ((work: () => unknown) => unknown) | undefined;
  /** True when the application said all there is to know before the function returned: a stream it returns is then its own affair. */
  isAnswered?(): boolean;
  /** Whether a raw response that the function returns belongs to the scope: it is read as the caller reads its body. */
  readonly readsBodies?: boolean;
  /** A piece of the body of a raw response that the function returned, when it is text. */
  readonly onPiece?: ((piece: unknown) => void) | undefined;
  /** The value the function returned. */
  onResult?(value: unknown): void;
  /** Whether the work goes on after this result of the function, or, without one, after its stream was left: the scope then stays open until it is ended by hand. */
  readonly staysOpen?: ((value: unknown) => boolean) | undefined;
  /** What an error that the function threw is recorded as, where that is more than the error itself says. */
  readonly failure?: ((error: unknown) => FailureFacts | undefined) | undefined;
  /** An item of the stream the function returned. */
  onChunk?(item: unknown): void;
  /** Says of an item of the stream that the caller did not ask for it and must not see it. */
  readonly hidesChunk?: ((item: unknown) => boolean) | undefined;
  /** Pulling the stream runs no code that records. */
  readonly isPlainlyPulled?: boolean;
  /** The stream in a result of the function that keeps it in a property of its own. */
  readonly streamIn?: ((result: unknown) => unknown) | undefined;
  /** The stream was left before its end. */
  onCancelled?(): void;
}

/** What is known of a failure besides the error. */
export interface FailureFacts {
  /** Value of `error.type`. */
  readonly type: string;
  /** The work was called off rather than broken. */
  readonly aborted?: true;
}

/** Work that an open scope stands for already: that scope is told more of it, and none is made. */
export interface JoinedScope<Handle extends ScopeHandle> {
  readonly handle: Handle;
  /** Where the work runs, when that scope is not around it already. */
  readonly context?: Context;
  settled(value: unknown): void;
  failed(error: unknown): void;
}

/** A kind of scope: how its options become a span, and what its handle can do. */
export interface ScopeType<Options extends ScopeOptions, Handle extends ScopeHandle> {
  /** Whether a stream that the function returns belongs to the scope. */
  readonly ownsStreams: boolean;
  /** What a limit may refuse it as; absent when it is never refused. */
  readonly limitedAs?: LimitedWork;
  draft(recorder: Recorder, options: Options): ScopeDraft<Handle>;
  /** The open scope that stands for this work already; absent when it needs one of its own. Only asked for work in a function. */
  join?(recorder: Recorder, options: Options): JoinedScope<Handle> | undefined;
}
