import { SECRET_RULES, type SecretRule } from "./secret-rules.ts";
import { isSecretValue, SECRET_WORDS, strengthOf } from "./secret-values.ts";

/** Text without its secrets, and how many there were. */
export interface RedactedText {
  readonly text: string;
  readonly count: number;
}

/** The marker that stands where something was taken out. */
export function redactionMark(rule: string): string {
  return `[REDACTED:${rule}]`;
}

/**
 * Takes secrets out of text: keys and tokens of known vendors, private keys, JWTs, authorization headers, cookies,
 * passwords in URLs and connection strings, and values assigned to names such as `API_KEY`. Time is linear in the length.
 *
 * What it cannot see: a secret with no known shape and no telling name before it, and one that is encoded or split.
 */
export function redactSecrets(text: string): RedactedText {
  if (text.length < SHORTEST_SECRET) return { text, count: 0 };
  let result = text;
  let count = 0;
  for (const rule of SECRET_RULES) {
    if (!hasHint(result, rule)) continue;
    result = result.replace(rule.pattern, (match: string, kept: unknown) => {
      const prefix = typeof kept === "string" ? kept : "";
      const secret = match.slice(prefix.length);
      if (rule.accept !== undefined && !rule.accept(secret)) return match;
      count += 1;
      return prefix + redactionMark(rule.name);
    });
  }
  const assigned = redactAssignments(result);
  return { text: assigned.text, count: count + assigned.count };
}

const SHORTEST_SECRET = 8;
const LONGEST_VALUE = 2000;
const ASSIGNMENT = new RegExp(
  `(${SECRET_WORDS})(\\\\{0,3}["'\`])?\\]?\\s{0,4}(?:=>|:=|[:=])\\s{0,4}(?:(?:bearer|basic|token) {1,4})?(\\\\{0,3}["'\`])?`,
  "gi",
);

function hasHint(text: string, rule: SecretRule): boolean {
  if (rule.hints.length === 0) return true;
  for (const hint of rule.hints) if (text.includes(hint)) return true;
  return false;
}

/** `NAME=value`, `name: "value"`, also inside escaped JSON: each value is passed over once, so time stays linear. */
function redactAssignments(text: string): RedactedText {
  if (!text.includes("=") && !text.includes(":")) return { text, count: 0 };
  let result = "";
  let copied = 0;
  let count = 0;
  ASSIGNMENT.lastIndex = 0;
  for (let match = ASSIGNMENT.exec(text); match !== null; match = ASSIGNMENT.exec(text)) {
    const word = match[1] ?? "";
    const quote = match[3] ?? "";
    const start = ASSIGNMENT.lastIndex;
    const end = quote === "" ? endOfBare(text, start) : endOfQuoted(text, start, quote);
    const strength = strengthOf(word);
    if (isSecretValue(text.slice(start, end), strength, quote !== "" || isShoutedName(text, match.index, word))) {
      result += text.slice(copied, start) + redactionMark("secret");
      copied = end;
      count += 1;
      ASSIGNMENT.lastIndex = end;
    }
  }
  return count === 0 ? { text, count } : { text: result + text.slice(copied), count };
}

const BARE_END = /[\s"'`,;&)}\]<>\\]/g;

function endOfBare(text: string, start: number): number {
  BARE_END.lastIndex = start;
  // The search is on a short slice: a text without any end must not be walked again for every name in it.
  const window = text.slice(start, start + LONGEST_VALUE);
  const offset = window.search(BARE_END);
  return start + (offset < 0 ? window.length : offset);
}

function endOfQuoted(text: string, start: number, quote: string): number {
  const window = text.slice(start, start + LONGEST_VALUE);
  for (let at = window.indexOf(quote); at >= 0; at = window.indexOf(quote, at + 1)) {
    if (quote.length > 1 || window[at - 1] !== "\\") return start + at;
  }
  const line = window.search(/[\r\n]/);
  return start + (line < 0 ? window.length : line);
}

/** `DB_PASSWORD=`: a variable of a shell or dotenv file, whose value is a literal even without quotes. */
function isShoutedName(text: string, index: number, word: string): boolean {
  return word === word.toUpperCase() && text[index + word.length] === "=" && text[index + word.length + 1] !== " ";
}
