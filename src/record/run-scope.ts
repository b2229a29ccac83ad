import { types } from "node:util";
import { isFresh } from "../internal/fresh-result.ts";
import { contained, guard } from "../internal/guard.ts";
import type { LimitedWork } from "../internal/work-limits.ts";
import { droppedOptions } from "./dropped-options.ts";
import { toMillis } from "./given-time.ts";
import { read } from "./given-value.ts";
import { runJoined } from "./join-scope.ts";
import { noopHandle } from "./noop-handle.ts";
import type { Recorder } from "./recorder.ts";
import { follow } from "./results/follow.ts";
import { refusedResult } from "./results/refused-result.ts";
import type { Scope } from "./scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import { mayBeLimited, refusalOf } from "./scope-limits.ts";
import { placeOf } from "./scope-parent.ts";
import { failDraft, ScopeResult } from "./scope-result.ts";
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
  const refusal = mayBeLimited(recorder, options) ? refuse(recorder, type.limitedAs, options) : undefined;
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
    failDraft(scope, opened.draft, error);
    scope.end();
    throw error;
  }
  const observer = new ScopeResult(scope, opened.draft, type.ownsStreams);
  try {
    return follow(result, types.isAsyncFunction(fn) || isFresh(fn), observer);
  } catch (error) {
    contained(diag, "follow", error);
    return result;
  }
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
  mayBeLimited(recorder, options);
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
      calls: read(options, "calls"),
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
