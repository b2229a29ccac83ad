import type { LlmCall } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { agentAround, modelSpansAbove, type OpenSpan } from "./open-span.ts";
import { noteUsage } from "./replayed-inference.ts";
import { UNNAMED } from "./scopes.ts";
import { errorIn, isAborted, type MastraSpan, readSpan } from "./span-types.ts";

const ABORTED = { name: "AbortError", message: "" } as const;

/** A span of Mastra ended. @param exported - what Mastra says of it; less than a span where it only lets go of one */
export function endSpan(open: OpenSpan, exported: unknown): void {
  const ended = readSpan(exported);
  if (isAborted(ended) && open.inference !== undefined) open.inference.isAborted = true;
  for (const one of modelSpansAbove(open)) if (one.inference === open) one.inference = undefined;
  if (open.scope === undefined) return;
  if (ended !== undefined) open.scope.finish(ended);
  if (open.scope.isUsageKnown !== undefined) noteUsage(open, open.scope.isUsageKnown(ended));
  const error = errorOf(open, ended) ?? errorIn(exported);
  open.settle?.(error);
  const answeredAt = open.scope.answeredAt?.() ?? open.toolsFrom;
  const agent = error === UNNAMED ? agentAround(open) : undefined;
  if (agent === undefined) {
    finish(open, error, answeredAt);
    return;
  }
  const endedAt = answeredAt ?? recordingClient()?.now();
  agent.settle = (named) => finish(open, named ?? error, endedAt);
}

/** A span is over because its run was left: nobody tells of its end. */
export function leaveSpan(open: OpenSpan): void {
  open.settle?.(undefined);
  const handle = open.scope?.handle;
  if (handle === undefined) return;
  if ("cancelled" in handle) (handle as LlmCall).cancelled();
  handle.end({ reason: "aborted" });
}

/** Another model call of the same agent begins: the error of the last one is not the agent's. */
export function settleLast(open: OpenSpan): void {
  const agent = agentAround(open);
  agent?.settle?.(undefined);
  if (agent !== undefined) agent.settle = undefined;
}

function errorOf(open: OpenSpan, ended: MastraSpan | undefined): unknown {
  const known = open.scope?.error?.(ended);
  if (known !== undefined) return known;
  const isOff = open.isAborted === true || (open.span.type === "agent_run" && isAborted(ended));
  return isOff && readPath(ended, "hasError") !== true ? ABORTED : undefined;
}

function finish(open: OpenSpan, error: unknown, endTime: number | undefined): void {
  open.scope?.handle?.end({ ...(endTime !== undefined && { endTime }), ...(error !== undefined && { error }) });
}
