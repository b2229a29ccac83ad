import { describeError } from "../internal/guard.ts";

export type Headers = Readonly<Record<string, string>>;

/** Headers of a destination: fixed, or a function that is asked again, for tokens that expire. */
export type HeadersOption = Headers | (() => Headers | Promise<Headers>);

export interface HeaderSource {
  /** The headers to send now. Rejects when the function fails; the attempt then counts as failed. */
  read(): Promise<Headers>;
  /** Forgets what the function returned: the backend did not accept it. */
  invalidate(): void;
}

/** A function is asked again after this long. */
const KEPT_MILLIS = 300_000;

export function createHeaderSource(option: HeadersOption, now: () => number = () => performance.now()): HeaderSource {
  if (typeof option !== "function") return { read: () => Promise.resolve(option), invalidate: () => {} };
  let known: Promise<Headers> | undefined;
  let knownUntil = 0;
  return {
    read() {
      if (known !== undefined && now() < knownUntil) return known;
      knownUntil = now() + KEPT_MILLIS;
      const asked = ask(option);
      known = asked;
      asked.catch(() => {
        if (known === asked) known = undefined;
      });
      return asked;
    },
    invalidate() {
      known = undefined;
    },
  };
}

async function ask(option: () => Headers | Promise<Headers>): Promise<Headers> {
  try {
    return await option();
  } catch (error) {
    throw new Error(`the headers function failed: ${describeError(error)}`);
  }
}
