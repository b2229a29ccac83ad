import type { Recorder } from "../recorder.ts";
import { isRemoteContext } from "../remote-context.ts";
import type { Scope } from "../scope.ts";

/** The scopes of requests that this process sent and that are not answered, by the ids of their spans: the `traceparent` that travels names them. */
const open = new Map<string, Scope>();

/** More than are open at once: beyond it the oldest are forgotten. */
const MAX_OPEN = 10_000;

export function requestSent(scope: Scope): void {
  open.set(scope.span.api.spanContext().spanId, scope);
  const [oldest] = open.size > MAX_OPEN ? open.keys() : [];
  if (oldest !== undefined) open.delete(oldest);
}

export function requestOver(scope: Scope): void {
  open.delete(scope.span.api.spanContext().spanId);
}

/** The scope that sent a request, where it was sent by this very process: what is spent on the answer is then spent by whoever asked. */
export function senderHere(recorder: Recorder, parent: unknown): Scope | undefined {
  const sender = isRemoteContext(parent) ? parent.spanContext : undefined;
  const scope = sender === undefined ? undefined : open.get(sender.spanId);
  return scope?.recorder === recorder ? scope : undefined;
}
