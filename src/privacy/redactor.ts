import { isPromise } from "../internal/is-promise.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import { REDACTION_OVERLAP_CHARS } from "./budget.ts";
import { isStructure } from "./message-structure.ts";
import { PII_KINDS, type PiiKind, redactPii } from "./pii.ts";
import { redactionMark, redactSecrets } from "./secrets.ts";

/** Where a text comes from. */
export interface RedactInfo {
  readonly kind: ContentKind | "attribute";
  /** Path inside a structured value, such as `parts.0.content`. */
  readonly path?: string;
}

/** A user's own redaction. Anything it returns but a string, and anything it throws, drops the text. */
export type RedactFunction = (text: string, info: RedactInfo) => string | undefined | null;

/** A pattern of the user's own; its matches become `[REDACTED:<name>]`. */
export interface RedactRule {
  /** What the mark says was there. */
  readonly name: string;
  /** Matched everywhere in the text, with or without its global flag. */
  readonly pattern: RegExp;
}

/** What is taken out of captured text besides secrets, which always are. */
export interface RedactorOptions {
  /** Personal data to take out: all kinds, or those named. @defaultValue none */
  readonly pii?: boolean | readonly PiiKind[] | undefined;
  /** Sees each text first and returns what may leave. Not asked for the words that make the structure of a message: roles, finish reasons, types of parts. */
  readonly redact?: RedactFunction | undefined;
  /** Patterns of your own to take out. */
  readonly rules?: readonly RedactRule[] | undefined;
}

export interface RedactorStats {
  /** Matches replaced by a marker. */
  readonly redactions: number;
  /** Texts the user's redactor asked to drop. */
  readonly dropped: number;
  /** Texts dropped because a redactor failed. */
  readonly failed: number;
}

/** Cleans every text that leaves. */
export interface Redactor {
  /**
   * Looks at no more than `windowChars` plus an overlap, whatever the length of the text.
   *
   * @returns the cleaned text of the window, to be cut by the caller; undefined when it must not leave at all.
   */
  text(text: string, info: RedactInfo, windowChars: number): string | undefined;
  /** The same for the name of a property. The user's function is not asked for one word, by which a program tells its properties apart. */
  name(name: string, info: RedactInfo, windowChars: number): string | undefined;
  stats(): RedactorStats;
}

/**
 * The user's function sees the text first, the built-in secret rules have the last word on what it returns; personal data
 * and the user's own patterns follow. A failure anywhere drops the text: it is never sent as it was.
 *
 * @param onFailed - told each time; must not throw
 */
export function createRedactor(options: RedactorOptions = {}, onFailed: () => void = () => {}): Redactor {
  const pii = options.pii === true ? PII_KINDS : options.pii === false ? [] : (options.pii ?? []);
  const rules = (options.rules ?? []).map(({ name, pattern }) => ({
    mark: redactionMark(name),
    pattern: new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`),
  }));
  let redactions = 0;
  let dropped = 0;
  let failed = 0;
  const fail = (): void => {
    failed += 1;
    onFailed();
  };

  const clean = (text: string): string => {
    const secrets = redactSecrets(text);
    redactions += secrets.count;
    let result = secrets.text;
    if (pii.length > 0) {
      const personal = redactPii(result, pii);
      redactions += personal.count;
      result = personal.text;
    }
    for (const { mark, pattern } of rules) {
      result = result.replace(pattern, (match: string) => {
        if (match === "") return match;
        redactions += 1;
        return mark;
      });
    }
    return result;
  };

  const pass = (
    text: string,
    info: RedactInfo,
    windowChars: number,
    isOfProgram: (text: string, info: RedactInfo) => boolean,
  ): string | undefined => {
    try {
      const end = windowChars + REDACTION_OVERLAP_CHARS;
      const seen = text.length > windowChars ? text.slice(0, end) : text;
      const answer: unknown =
        options.redact === undefined || isOfProgram(text, info) ? seen : options.redact(seen, info);
      if (typeof answer === "string") {
        const result = clean(answer);
        const isOpen = text.length > end && isStretchOf(answer, seen);
        // Without the end, where a secret may have been cut in two.
        return (isOpen ? result.slice(0, -REDACTION_OVERLAP_CHARS) : result).toWellFormed();
      }
      if (answer === undefined || answer === null) dropped += 1;
      else fail();
      // An async redactor cannot work here; its rejection must not become the host's.
      if (isPromise(answer)) answer.catch(() => undefined);
      return undefined;
    } catch {
      // Fails closed: the text is dropped and counted.
      fail();
      return undefined;
    }
  };

  return {
    text: (text, info, windowChars) => pass(text, info, windowChars, isStructure),
    name: (name, info, windowChars) => pass(name, info, windowChars, isWord),
    stats: () => ({ redactions, dropped, failed }),
  };
}

/** Whether an answer still ends as the stretch that was seen does. A short one that does not is a text of the function's own. */
function isStretchOf(answer: string, seen: string): boolean {
  return answer.length > REDACTION_OVERLAP_CHARS || answer.endsWith(seen.slice(-8));
}

/** As the names of properties are in programs; what is none is data, such as the address that an entry is kept under. */
function isWord(name: string): boolean {
  return name.length <= MAX_WORD_CHARS && WORD.test(name);
}

const MAX_WORD_CHARS = 64;
const WORD = /^[\w$.-]*$/;
