import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { HttpResponseFacts } from "../../record/llm/http-response.ts";
import { responseHeader } from "../../record/response-failure.ts";
import type { EmbeddingsCall } from "../../record/scopes/embeddings.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { serverOfUrl } from "../server-of-url.ts";
import { isToldRequest } from "../told-request.ts";

export type Fetch = (input: unknown, init?: unknown) => Promise<unknown>;
type Call = LlmCall | EmbeddingsCall;

/** What went wrong with the attempt before, and when it was over, as far as that was seen. */
interface Failed {
  readonly status?: number;
  readonly error?: unknown;
  readonly atMillis?: number;
  /** Seen by who tries again, and by no layer below. */
  readonly isSeenAbove?: boolean;
}

interface Attempts {
  failed: Failed | undefined;
  /** An attempt was answered. */
  isAnswered: boolean;
  /** An attempt is under way, and an outer layer of `fetch` tells of it already. */
  isOpen: boolean;
  /** An attempt was said to start, and its answer was not. */
  isAwaited: boolean;
}

/** Where a call keeps them. A table that each call is put in and falls out of is work for every collection of garbage. */
const ATTEMPTS: unique symbol = Symbol("agentscribe attempts");

/**
 * A `fetch` that tells the model call around it of each attempt: retries with their cause and delay, the server, rate limits and request
 * id. It returns the very promise and response of the `fetch` it stands for. Outside a model call it is that `fetch`.
 */
export function countAttempts(fetch: Fetch): Fetch {
  return function (this: unknown, ...args: [unknown, unknown?]): Promise<unknown> {
    const call = attempt(() => (isToldRequest() ? undefined : recordingClient()?.activeCall?.()));
    const state = call === undefined ? undefined : attemptsOf(call);
    if (call === undefined || state === undefined || state.isOpen) return Reflect.apply(fetch, this, args);
    attempt(() => starts(call, state, ...args));
    state.isOpen = true;
    let result: Promise<unknown>;
    try {
      result = Reflect.apply(fetch, this, args);
    } finally {
      state.isOpen = false; // An inner layer has been entered by now: `fetch` calls it before it waits for anything.
    }
    if (!isPromise(result)) return result;
    return result.then(
      (response) => {
        attempt(() => answered(call, state, response));
        return response;
      },
      (error: unknown) => {
        state.failed = { error, atMillis: Date.now() };
        throw error;
      },
    );
  };
}

/** How a client that makes its requests without `fetch` tells of one attempt. */
export interface AttemptReader {
  /** Runs when the attempt starts. */
  readonly start?: (call: Call) => void;
  readonly answer: (result: unknown) => HttpResponseFacts;
  /** The answer behind an error. */
  readonly failure: (error: unknown) => HttpResponseFacts;
}

/** Tells the model call around it of one attempt of a client, as {@link countAttempts} does; layers below it are not asked. */
export async function observeAttempt(
  run: () => Promise<unknown>,
  server: Pick<HttpResponseFacts, "serverAddress" | "serverPort">,
  reader: AttemptReader,
): Promise<unknown> {
  const call = attempt(() => recordingClient()?.activeCall?.());
  const state = call === undefined ? undefined : attemptsOf(call);
  if (call === undefined || state === undefined || state.isOpen) return run();
  attempt(() => begins(call, state, server));
  attempt(() => reader.start?.(call));
  state.isOpen = true;
  try {
    const result = await run();
    attempt(() => call.httpResponse(reader.answer(result)));
    return result;
  } catch (error) {
    state.failed = { error, atMillis: Date.now() };
    attempt(() => call.httpResponse(reader.failure(error)));
    throw error;
  } finally {
    state.isOpen = false;
  }
}

/**
 * Tells the model call around it of what is tried again, for a layer that makes requests by means that may be observed themselves: an attempt that
 * they told of is not told of twice.
 */
export async function observeRetried(run: () => Promise<unknown>): Promise<unknown> {
  const call = attempt(() => recordingClient()?.activeCall?.());
  if (call === undefined) return run();
  attempt(() => attemptBegins(call));
  try {
    return await run();
  } catch (error) {
    attempt(() => attemptFailed(call, error));
    throw error;
  }
}

/** Tells a call that an attempt begins, as {@link observeRetried} does: of the one before, unless a layer below will. */
export function attemptBegins(call: Call): void {
  const state = attemptsOf(call);
  if (state.failed?.isSeenAbove === true) begins(call, state, {});
}

/** Tells a call that an attempt failed, unless a layer below has seen it. */
export function attemptFailed(call: Call, error: unknown): void {
  attemptsOf(call).failed ??= { error, atMillis: Date.now(), isSeenAbove: true };
}

/** Tells the model call around it that an attempt starts, for clients that say so apart from the answer. */
export function attemptStarts(server: Pick<HttpResponseFacts, "serverAddress" | "serverPort">): void {
  attempt(() => {
    const call = recordingClient()?.activeCall?.();
    if (call === undefined) return;
    const state = attemptsOf(call);
    // The one before got no answer: its connection failed.
    if (state.isAwaited) state.failed = { atMillis: Date.now() };
    begins(call, state, server);
    state.isAwaited = true;
    state.isOpen = true;
  });
}

/** Tells it of the answer to that attempt. */
export function attemptAnswered(response: unknown): void {
  attempt(() => {
    const call = recordingClient()?.activeCall?.();
    if (call === undefined) return;
    const state = attemptsOf(call);
    if (!state.isAwaited) return;
    state.isAwaited = false;
    state.isOpen = false;
    answered(call, state, response);
  });
}

function attemptsOf(call: Call): Attempts {
  const handle = call as Call & { [ATTEMPTS]?: Attempts };
  handle[ATTEMPTS] ??= { failed: undefined, isAnswered: false, isOpen: false, isAwaited: false };
  return handle[ATTEMPTS];
}

/** OpenAI's client tries again when the body of an answer takes too long. Of the requests of one call, each begins with 0 in this header. */
const RETRY_COUNT = "x-stainless-retry-count";

function starts(call: Call, state: Attempts, input: unknown, init: unknown): void {
  if (state.isAnswered && Number(responseHeader(init, RETRY_COUNT)) > 0) state.failed ??= {};
  begins(call, state, serverOfUrl(typeof input === "string" ? input : (readPath(input, "url") ?? input)));
}

function begins(call: Call, state: Attempts, server: HttpResponseFacts): void {
  const { failed } = state;
  state.failed = undefined;
  if (failed !== undefined) {
    const { atMillis, status, error } = failed;
    const cause = { ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
    call.retry({ ...cause, ...(atMillis !== undefined && { delayMillis: Math.max(0, Date.now() - atMillis) }) });
  } else call.httpResponse(server);
}

function answered(call: Call, state: Attempts, response: unknown): void {
  const status = readPath(response, "status");
  call.httpResponse({
    headers: readPath(response, "headers"),
    ...(typeof status === "number" && { status }),
  });
  state.isAnswered = true;
  if (typeof status === "number" && status >= 400) state.failed = { status, atMillis: Date.now() };
}
