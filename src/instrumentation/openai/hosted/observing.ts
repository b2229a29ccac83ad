import { attempt } from "../../../internal/attempt.ts";
import type { RecordClient } from "../../../record/client.ts";
import { follow, type ResultObserver } from "../../../record/results/follow.ts";
import { isInsideCall } from "../../observed-method.ts";
import { recordingClient } from "../../recording-client.ts";

/** The client that records here, unless a model call around it is recorded. */
export function recorder(): RecordClient | undefined {
  const client = recordingClient();
  return client === undefined || isInsideCall(client) ? undefined : client;
}

/** Gives the caller what a method gave, and tells the observer of it. */
export function followed(result: unknown, on: ResultObserver): unknown {
  return attempt(() => follow(result, false, on)) ?? result;
}

/** Looks at the answer of a request that gives no stream. */
export function answered(
  saw: (answer: unknown) => void,
  failed: (error: unknown) => void = () => undefined,
): ResultObserver {
  return {
    ownsStreams: false,
    readsBodies: false,
    settled: (answer) => void attempt(() => saw(answer)),
    failed: (error) => void attempt(() => failed(error)),
    chunk: () => undefined,
    cancelled: () => undefined,
    within: (fn) => fn(),
  };
}
