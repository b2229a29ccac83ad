/** Tells values that are secrets from the names, types and placeholders that stand where a secret would. */

/** How far the name before a value speaks for a secret: `password` is one whatever its value, `token` often is not, `PWD` is the folder of a shell too. */
export type KeyStrength = "sure" | "likely" | "folder";

/** How strongly a property or variable name says that its value is a secret; undefined when it does not. */
export function secretKeyStrength(name: string): KeyStrength | undefined {
  if (name.length < 3 || name.length > 80) return undefined;
  const match = SECRET_NAME.exec(name);
  if (match === null) return undefined;
  return strengthOf(match[0]);
}

/** The strength of one of the words in {@link SECRET_WORDS}. */
export function strengthOf(word: string): KeyStrength {
  return FOLDER_WORD.test(word) ? "folder" : SURE_WORD.test(word) ? "sure" : "likely";
}

/** Names that a secret's value follows; a part of a regular expression, for use with the `i` flag. */
export const SECRET_WORDS: string =
  "passw(?:or)?d|passphrase|passcode|passwd|(?<=(?:db|database|user|smtp|mail|ftp|ssh|admin|root|become|sudo|auth|proxy|redis|mysql|postgres|pg|mongo|rabbitmq)[_-]?)pass|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|(?:api|access|account|auth|private|encryption|signing|master|shared|sharedaccess|service|app|application|subscription|storage|deploy|license|functions?)[_-]?key|token(?<!(?:page|next|sync|continuation)[_-]?token)|credentials?|key[_-]?data|connection[_-]?string|client[_-]?secret|x-api-key|api[_-]?secret|authorization";

/** Each of {@link SECRET_WORDS} holds one of these, which are looked for three times as fast. */
export const SECRET_STEMS: readonly string[] = [
  "pass",
  "pwd",
  "secret",
  "key",
  "token",
  "credential",
  "connection",
  "authorization",
];

/** Whether a value that follows a secret's name is one, and no placeholder, type, reference or sentence. */
export function isSecretValue(value: string, strength: KeyStrength, quoted: boolean): boolean {
  if (strength === "folder") return !FOLDER.test(value) && isSecretValue(value, "sure", quoted);
  const text = value.trim();
  if (text.length < 3 || PLACEHOLDER.test(text.replace(SCHEME, ""))) return false;
  if (quoted && strength === "sure") return !/\s/.test(text) || !SENTENCE.test(text);
  if (/\s/.test(text)) return false;
  if (REFERENCE.test(text) && !quoted) return false;
  if (strength === "sure") return quoted || /[\d!@#$%^&*+/~]/.test(text) || text.length >= 16;
  if (/^\d+$/.test(text)) return false;
  return looksRandom(text);
}

/** A run of characters no one types as a word: long enough, with digits, and not a plain list of words. */
function looksRandom(text: string): boolean {
  if (text.length < 12) return text.length >= 8 && /\d/.test(text) && /[A-Za-z]/.test(text) && !/[.:/]/.test(text);
  if (!/\d/.test(text)) return text.length >= 20 && /[a-z]/.test(text) && /[A-Z]/.test(text) && !/[._:/(-]/.test(text);
  return /[A-Za-z]/.test(text);
}

const SECRET_NAME = new RegExp(`(?:${SECRET_WORDS})$`, "i");
const FOLDER_WORD = /^pwd$/i;
const FOLDER = /^\s*(?:~?\/|[a-z]:\\)/i;
const SURE_WORD = /^(?:pass|secret|client|api[_-]?secret|x-api|private|credential|connection|authorization)/i;
/** Before what is sent: `Bearer ${apiKey}` is a placeholder as `${apiKey}` is. */
const SCHEME = /^(?:bearer|basic|token)\s{1,4}/i;
const PLACEHOLDER =
  /^(?:\$|<|\{|%|\*{3}|x{4,}$|\.{3}|\[redacted|\[REDACTED|null\b|none\b|nil\b|undefined\b|true$|false$|(?:string|str|number|boolean|bool|any|unknown|int|object|optional|required|type|password|secret|token|bearer|basic|changeme|example|placeholder|redacted|hidden|empty|include|same-origin|omit)$|your[_ -]|my[_-]?(?:api|secret|token|pass)\w*$|process\.env|import\.meta|os\.|env\b|self\.|this\.|config\.|settings\.|options\.|args\.|secrets\.|await |new |get[A-Z_])/i;
const REFERENCE = /^[A-Za-z_$][A-Za-z_$.]*[!?]?$|^[A-Za-z_$][\w$.]*[([]/;
const SENTENCE =
  /\b(?:is|are|was|must|required|invalid|cannot|should|the|your|you|enter|incorrect|least|characters|please|for|of|to|a|an)\b/i;
