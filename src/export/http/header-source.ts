import { describeError } from "../../internal/guard.ts";
import { monotonicMillis } from "../../internal/real-timers.ts";
import { headerFault } from "./header-list.ts";

export type Headers = Readonly<Record<string, string>>;

/** Headers of a destination: fixed, or a function that is asked again, for tokens that expire. */
export type HeadersOption = Headers | (() => Headers | Promise<Headers>);

export interface HeaderSource {
  /** The headers to send now. Rejects when the function fails or `signal` aborts first; the attempt then counts as failed, and the next one asks again. */
  read(signal: AbortSignal): Promise<Headers>;
  /** Forgets what the function returned, as the backend did not accept it. False where there is no function to ask again. */
  invalidate(): boolean;
}

/** A function is asked again after this long. */
const KEPT_MILLIS = 300_000;

export function createHeaderSource(option: HeadersOption, now: () => number = monotonicMillis): HeaderSource {
  if (typeof option !== "function") return { read: () => Promise.resolve(option), invalidate: () => false };
  let known: { readonly headers: Headers; readonly until: number } | undefined;
  let asking: Promise<Headers> | undefined;
  let invalidations = 0;

  /** An answer that comes when nobody waits for it any more is kept too, unless a later one is known: a function may take longer than a request may. */
  function ask(askOption: () => Headers | Promise<Headers>): Promise<Headers> {
    const until = now() + KEPT_MILLIS;
    const before = invalidations;
    const asked = callHeaders(askOption);
    asked.then(
      (headers) => {
        if (invalidations === before && (known === undefined || known.until < until)) known = { headers, until };
        forget(asked);
      },
      () => forget(asked),
    );
    return asked;
  }

  function forget(asked: Promise<Headers>): void {
    if (asking === asked) asking = undefined;
  }

  return {
    async read(signal) {
      if (known !== undefined && now() < known.until) return known.headers;
      asking ??= ask(option);
      const asked = asking;
      try {
        return await beforeAbort(asked, signal);
      } finally {
        forget(asked);
      }
    },
    invalidate() {
      known = undefined;
      asking = undefined;
      invalidations += 1;
      return true;
    },
  };
}

async function callHeaders(option: () => Headers | Promise<Headers>): Promise<Headers> {
  let headers: Headers;
  try {
    headers = toHeaders(await option());
  } catch (error) {
    throw new Error(`the headers function failed: ${describeError(error)}`);
  }
  const fault = headerFault(headers);
  if (fault !== undefined) throw new Error(`the headers function gave ${fault}`);
  return headers;
}

/** A header without a value is none. @throws a `TypeError` where nothing that may hold headers was given */
function toHeaders(given: unknown): Headers {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`it gave ${given === null ? null : typeof given}`);
  // Told of with the other faults.
  if (Symbol.iterator in given) return given as Headers;
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function beforeAbort(asked: Promise<Headers>, signal: AbortSignal): Promise<Headers> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new Error("the headers function gave nothing in time"));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
