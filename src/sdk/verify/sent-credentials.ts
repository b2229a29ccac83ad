import type { HeadersOption } from "../../export/http/header-source.ts";
import { redactionMark, redactSecrets } from "../../privacy/secrets.ts";

/** Names of headers that a key stands in. */
export const KEY_HEADER: RegExp = /auth|key|token|team|dsn|secret/i;
/** Shorter ones are words. */
const MIN_CREDENTIAL = 6;
const SCHEME = /^(?:bearer|basic|digest|token|api-?key)$/i;
const MARK = redactionMark("secret");

/** The credentials that requests to one backend are sent with. */
export interface SentCredentials {
  readonly headers: HeadersOption;
  /** A text of the backend without them, and without what is built like others. */
  cleaned(text: string): string;
}

export function watchCredentials(headers: HeadersOption): SentCredentials {
  const sent = new Set<string>();
  const learn = (given: unknown): void => {
    if (typeof given !== "object" || given === null) return;
    for (const [name, value] of Object.entries(given)) {
      if (!KEY_HEADER.test(name) || typeof value !== "string") continue;
      for (const word of value.split(/[\s,]+/)) if (word.length >= MIN_CREDENTIAL && !SCHEME.test(word)) sent.add(word);
    }
  };
  if (typeof headers !== "function") learn(headers);
  return {
    headers:
      typeof headers !== "function"
        ? headers
        : async () => {
            const given = await headers();
            learn(given);
            return given;
          },
    cleaned(text) {
      let left = text;
      // The longest first: one may be a part of another.
      for (const one of [...sent].sort((a, b) => b.length - a.length)) left = left.replaceAll(one, MARK);
      return redactSecrets(left).text;
    },
  };
}
