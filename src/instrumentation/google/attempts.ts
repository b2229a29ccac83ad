import { countAttempts, type Fetch } from "../http/attempts.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { recordingClient } from "../recording-client.ts";

/** `ApiClient.apiCall(url, init, retryOptions, timeout, abortSignal, fetch)`: the client's own retries are inside. */
const FETCH_ARGUMENT = 5;

/** Lets model calls see the attempts that a client makes for them. Outside a model call the client's method does what it did. */
export function observeAttempts(apiClient: unknown): Restore | undefined {
  return patchMethod(apiClient, "apiCall", withCountedFetch);
}

/** The same for the client of interactions, which has a `fetcher` of its own. */
export function observeFetcher(httpClient: unknown): void {
  patchMethod(httpClient, "fetcher", (original) => countAttempts(original as Fetch) as AnyFunction);
}

function withCountedFetch(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    if (recordingClient()?.activeCall?.() === undefined) return Reflect.apply(original, this, args);
    const given = args.slice();
    const fetch: unknown = given[FETCH_ARGUMENT] ?? globalThis.fetch;
    if (typeof fetch === "function") given[FETCH_ARGUMENT] = countAttempts(fetch as Fetch);
    return Reflect.apply(original, this, given);
  };
}
