import { emitEvent } from "../emit-event.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import type { ConcludedCall } from "./concluded-call.ts";

/** What is known of the stream that a call may have read. */
export interface StreamedCall {
  readonly provider: string;
  readonly requestModel: string | undefined;
  /** Chunks received. */
  readonly chunks?: number;
  readonly lastChunkMillis?: number | undefined;
  /** The caller left it before its end. */
  readonly isLeft?: boolean;
}

/** Tells how a streamed answer broke; nothing of one that came to its end, or that the caller or a limit stopped. */
export function tellStreamError(scope: Scope, state: StreamedCall, call: ConcludedCall, end: ScopeEnd): void {
  const { chunks = 0, lastChunkMillis, provider, requestModel } = state;
  const errorType = howItBroke(scope, chunks, state.isLeft === true, call, end);
  if (errorType === undefined) return;
  const idleMs = lastChunkMillis === undefined ? undefined : Math.max(0, end.endTimeMillis - lastChunkMillis);
  const facts = present({ errorType, chunks, idleMs, provider, model: requestModel });
  emitEvent(scope.recorder, "stream.error", facts, { scope, timeMillis: end.endTimeMillis });
}

function howItBroke(
  scope: Scope,
  chunks: number,
  isLeft: boolean,
  call: ConcludedCall,
  end: ScopeEnd,
): string | undefined {
  const { failure, isStreamed } = scope;
  if (chunks === 0 && !isStreamed) return undefined;
  if (failure !== undefined) return failure.aborted === true ? undefined : kindOf(failure.type, isStreamed);
  if (end.unfinished === true) return "abandoned";
  if (isLeft) return undefined;
  if (call.reading?.brokeOff === true) return "disconnected";
  const isEmpty = chunks === 0 && call.reading === undefined && call.usage === undefined;
  return isEmpty && call.finishReasons === undefined ? "empty" : undefined;
}

/** By the type of the error, the first that matches. */
const KINDS: readonly (readonly [type: RegExp, kind: string | undefined])[] = [
  [/^(?:BudgetExceeded|LoopDetected)$/, undefined],
  [/Timeout|TIMEDOUT|TIMEOUT|DEADLINE/, "idle_timeout"],
  [/SyntaxError|JSONParse|TypeValidation/, "invalid_chunk"],
  [/^(?:E[A-Z]{3,}|UND_ERR_\w+|ERR_\w+|HPE_\w+|\w*Connection\w*)$/, "disconnected"],
  [/Error$|^_OTHER$/, "other"],
];

/** An error of no known kind that came out of the stream itself is one of its connection; what has a code of its own is told by the provider. */
function kindOf(type: string, isStreamed: boolean): string | undefined {
  if (isStreamed && /^(?:Type)?Error$/.test(type)) return "disconnected";
  const known = KINDS.find(([pattern]) => pattern.test(type));
  return known === undefined ? "provider_error" : known[1];
}
