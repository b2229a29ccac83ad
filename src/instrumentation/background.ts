import { attempt } from "../internal/attempt.ts";
import type { LlmCall } from "../record/scopes/llm.ts";
import { readPath } from "./read-path.ts";
import { sharedRegistry } from "./shared-registry.ts";

/** Calls whose answer the provider still works on, by the response's id. The oldest are let go of first. */
const pending = sharedRegistry("agentscribe background.1", () => new Map<string, LlmCall>());
const MAX_PENDING = 1_000;

const UNFINISHED: readonly unknown[] = ["queued", "in_progress"];

interface Background {
  readonly onStart: (call: LlmCall) => void;
  readonly staysOpen: (result: unknown) => boolean;
  readonly hidesChunk: (chunk: unknown) => boolean;
}

/**
 * Keeps the call of a request with `background: true` open until its response is done: whoever retrieves or cancels that response in this
 * process then tells its usage, once. A stream of it that is left early leaves the response at work.
 */
export function keepOpenInBackground(): Background {
  let call: LlmCall | undefined;
  let streamed: unknown;
  return {
    onStart: (started) => {
      call = started;
    },
    // Nothing is hidden: this is where each chunk is seen.
    hidesChunk: (chunk) => {
      streamed = readPath(chunk, "response") ?? streamed;
      return false;
    },
    staysOpen: (result) => {
      const response = result === undefined ? streamed : dataOf(result);
      const id = readPath(response, "id");
      if (call === undefined || typeof id !== "string" || !UNFINISHED.includes(readPath(response, "status")))
        return false;
      keep(id, call);
      return true;
    },
  };
}

/** What `withResponse()` puts beside the raw response. */
function dataOf(result: unknown): unknown {
  return readPath(result, "response") === undefined ? result : readPath(result, "data");
}

function keep(id: string, call: LlmCall): void {
  pending.set(id, call);
  if (pending.size <= MAX_PENDING) return;
  const [oldest] = pending;
  if (oldest === undefined) return;
  pending.delete(oldest[0]);
  oldest[1].end();
}

/** Ends the call whose response this is, when it is done. A response that no open call waits for was counted by whoever made it. */
export function settleBackground(response: unknown): void {
  attempt(() => {
    const id = readPath(response, "id");
    const status = readPath(response, "status");
    if (typeof id !== "string" || typeof status !== "string" || UNFINISHED.includes(status)) return;
    const call = pending.get(id);
    if (call === undefined) return;
    pending.delete(id);
    call.response(response);
    const completedAt = readPath(response, "completed_at");
    call.end({ ...(typeof completedAt === "number" && { endTime: completedAt * 1000 }) });
  });
}
