import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { LiveUpdate } from "../../api.ts";
import { get } from "./data.ts";
import { liveUpdate } from "./live.ts";

/** An answer on its way. `value` stays while a newer one is fetched; a failed refresh keeps it and says why in `error`. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
  readonly isLoading: boolean;
}

/** Two refreshes are at least this far apart, and four times as long as the last took: a big trace is not fetched all the time. */
const MIN_REFRESH_MILLIS = 500;

/**
 * The answer of a path, fetched again when the path changes; `null` asks nothing.
 *
 * @param concerns - whether a commit of new data changes this answer; without it, it is fetched once
 */
export function useAnswer<T>(
  path: string | null,
  concerns?: (update: LiveUpdate) => boolean,
): ReadonlySignal<Answer<T>> {
  const answer = useSignal<Answer<T>>({ value: undefined, error: undefined, isLoading: path !== null });
  const wanted = useRef(concerns);
  wanted.current = concerns;
  useEffect(() => {
    answer.value = { value: undefined, error: undefined, isLoading: path !== null };
    if (path === null) return;
    let isCurrent = true;
    let isStale = false;
    let isBusy = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      isBusy = true;
      isStale = false;
      const started = performance.now();
      const { value } = answer.peek();
      const next = await get<T>(path).then(
        (loaded): Answer<T> => ({ value: loaded, error: undefined, isLoading: false }),
        (error: Error): Answer<T> => ({ value, error: error.message, isLoading: false }),
      );
      if (!isCurrent) return;
      answer.value = next;
      timer = setTimeout(rest, Math.max(MIN_REFRESH_MILLIS, 4 * (performance.now() - started)));
    };
    const rest = (): void => {
      isBusy = false;
      if (isStale) void load();
    };
    const stop = liveUpdate.subscribe((update) => {
      if (update === null || wanted.current === undefined || !(update.isAfterGap || wanted.current(update))) return;
      isStale = true;
      if (!isBusy) void load();
    });
    if (!isBusy) void load();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      stop();
    };
  }, [path]);
  return answer;
}
