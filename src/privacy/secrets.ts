import { HintFinder } from "./hint-finder.ts";
import { type KeyGroup, type KeyRule, rulesFor, SHORTEST_KEY } from "./key-rules.ts";
import { PRIVATE_KEY_RULE, SECRET_RULES } from "./secret-rules.ts";
import { isSecretValue, SECRET_STEMS, SECRET_WORDS, strengthOf } from "./secret-values.ts";
import { escapedStart } from "./word-start.ts";

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
  return redact(text, false);
}

/** The same for a name or an id, which nothing is taken out of only because it is built like a key. */
export function redactSecretsInName(name: string): RedactedText {
  return redact(name, true);
}

function redact(text: string, isName: boolean): RedactedText {
  if (text.length < SHORTEST_SECRET) return { text, count: 0 };
  const found = { text, count: 0 };
  if (NAME.test(text)) {
    redactKeys(found, isName);
    return found;
  }
  if (hasHint(text, PRIVATE_KEY_RULE.hints)) applyRule(PRIVATE_KEY_RULE, found);
  redactKeys(found, isName);
  applyHinted(found);
  redactAssignments(found);
  return found;
}

/** What is left of a text, while rules are applied to it. */
interface Redaction {
  text: string;
  count: number;
}

/** Each rule in turn that has a hint in what the rules before it left. */
function applyHinted(found: Redaction): void {
  let { text } = found;
  let hinted = HINTS.groupsIn(text);
  if (hinted.size === 0) return;
  for (const [index, rule] of SECRET_RULES.entries()) {
    if (hinted.has(index)) applyRule(rule, found);
    if (found.text === text) continue;
    text = found.text;
    hinted = HINTS.groupsIn(text);
  }
}

const HINTS = new HintFinder(SECRET_RULES.map(({ hints }) => hints));

function applyRule(rule: KeyRule, found: Redaction): void {
  found.text = found.text.replace(rule.pattern, (match: string, kept: unknown) => {
    const prefix = typeof kept === "string" ? kept : "";
    const secret = match.slice(prefix.length);
    if (rule.accept !== undefined && !rule.accept(secret)) return match;
    found.count += 1;
    return prefix + redactionMark(rule.name);
  });
}

/** Names, ids and versions: every rule but those of keys asks for a space, a quote or one of `:=$?&<` too. */
const NAME = /^[\w./-]*$/;
const SHORTEST_SECRET = 8;
const LONGEST_VALUE = 2000;
/** One of these stands between a name and its value. */
const ASSIGNING = ["=", ":", '",', "',", "</"];
const ASSIGNMENT = new RegExp(
  `(${SECRET_WORDS})(\\\\{0,3}["'\`])?\\]?\\s{0,4}(,?\\s{0,40}\\\\{0,3}["']?value\\\\{0,3}["']?\\s{0,4}[:=]|=>|:=|[:=,>])\\s{0,4}(?:(?:bearer|basic|token) {1,4})?(\\\\{0,3}["'\`])?`,
  "gi",
);

function hasHint(text: string, hints: readonly string[]): boolean {
  for (const hint of hints) if (text.includes(hint)) return true;
  return false;
}

/** Looks for keys in each run of their characters that is long enough. Ends of runs are tried first, so that most of a prose text is not read. */
function redactKeys(found: Redaction, isName: boolean): void {
  const { text } = found;
  let result = "";
  let copied = 0;
  let start = 0;
  let end = SHORTEST_KEY - 1;
  while (end < text.length) {
    let at = end;
    while (at >= start && isKeyCharacter(text.charCodeAt(at))) at -= 1;
    if (at < start) {
      at = end + 1;
      while (at < text.length && isKeyCharacter(text.charCodeAt(at))) at += 1;
      const run = text.slice(start, at);
      const group = rulesFor(run, isName);
      let begin = start + escapedStart(text, start);
      let piece = takeKeys(text.slice(begin, at), group);
      if (piece === undefined && begin > start) {
        // It was no escape: `C:\npm_...`.
        begin = start;
        piece = takeKeys(run, group);
      }
      if (piece !== undefined) {
        result += text.slice(copied, begin) + piece.text;
        copied = at;
        found.count += piece.count;
      }
    }
    start = at + 1;
    end = at + SHORTEST_KEY;
  }
  if (copied > 0) found.text = result + text.slice(copied);
}

function takeKeys(run: string, { rules, any }: KeyGroup): Redaction | undefined {
  if (!any.test(run)) return undefined;
  const piece = { text: run, count: 0 };
  for (const rule of rules) applyRule(rule, piece);
  return piece.count > 0 ? piece : undefined;
}

/** Letters, digits and `_-+/=.` */
function isKeyCharacter(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 45 && code <= 57) || code === 95 || code === 43 || code === 61;
}

/** `NAME=value`, `name: "value"`, also inside escaped JSON: each value is passed over once, so time stays linear. */
function redactAssignments(found: Redaction): void {
  const { text } = found;
  if (!hasHint(text, ASSIGNING) || !hasHint(text.toLowerCase(), SECRET_STEMS)) return;
  let result = "";
  let copied = 0;
  ASSIGNMENT.lastIndex = 0;
  for (let match = ASSIGNMENT.exec(text); match !== null; match = ASSIGNMENT.exec(text)) {
    const word = match[1] ?? "";
    const quote = match[4] ?? "";
    // `"X-Auth-Token", "..."`: a pair of a list or of arguments, which lists of names look like too.
    const isPair = match[3] === ",";
    if (isPair && (match[2] === undefined || quote === "")) continue;
    const start = ASSIGNMENT.lastIndex;
    const end = quote === "" ? endOfBare(text, start) : endOfQuoted(text, start, quote);
    if (match[3] === ">" && !text.startsWith("</", end)) continue;
    const strength = isPair ? "likely" : strengthOf(word);
    if (isSecretValue(text.slice(start, end), strength, quote !== "" || isShoutedName(text, match.index, word))) {
      result += text.slice(copied, start) + redactionMark("secret");
      copied = end;
      found.count += 1;
      ASSIGNMENT.lastIndex = end;
    }
  }
  if (copied > 0) found.text = result + text.slice(copied);
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
