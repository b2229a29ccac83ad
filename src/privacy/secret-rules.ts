import type { KeyRule } from "./key-rules.ts";
import { LOGIN_RULES } from "./login-rules.ts";
import { PROGRAM_RULES } from "./program-rules.ts";
import { atWord } from "./word-start.ts";

/** A pattern for a secret that shows by what stands around it. */
export interface SecretRule extends KeyRule {
  /** The pattern is tried only on text that contains one of these, letter by letter. Short ones that begin with a rare letter are quickest. */
  readonly hints: readonly string[];
}

/** The only secret of several lines: it is looked for first, while it is whole. */
export const PRIVATE_KEY_RULE: SecretRule = {
  name: "private-key",
  hints: ["-----BEGIN"],
  pattern:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\w+/=\s\\:,.()@<>-])*(?:-----END [A-Z0-9 ]{0,50}-----)?/g,
};

/** Secrets that show by the text before or behind them. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...LOGIN_RULES,
  ...PROGRAM_RULES,
  {
    name: "bot-token",
    hints: [":AA"],
    pattern: /(?<!\d)\d{8,10}:AA[\w-]{30,}/g,
  },
  {
    // Of an application in Microsoft Entra.
    name: "vendor-token",
    hints: ["Q~"],
    pattern: atWord(/[A-Za-z0-9]{3}\dQ~[\w~.-]{31,34}/g),
  },
  {
    name: "bearer",
    hints: ["earer ", "EARER "],
    pattern: atWord(/(bearer {1,4})[\w.~+/=-]{16,}/gi),
    accept: (secret) => /\d/.test(secret) || /[a-z][A-Z]/.test(secret),
  },
  {
    name: "basic",
    hints: ["asic ", "ASIC "],
    pattern: atWord(/(basic {1,4})[A-Za-z0-9+/]{8,}={0,2}/gi),
    accept: (secret) => /=$/.test(secret) || (/\d/.test(secret) && /[A-Z]/.test(secret)),
  },
  {
    // Schemes other than the two above: a credential, or a list of parameters.
    name: "authorization",
    hints: ["uthor", "UTHOR"],
    pattern: atWord(
      /(authorization\\{0,3}["'`]?\s{0,4}[:=]\s{0,4}\\{0,3}["'`]?(?!bearer\b|basic\b)[A-Za-z][\w-]{1,30} {1,4})(?:(?:[\w-]{1,40}=(?:\\{0,3}"[^"\r\n]{0,500}"|[^\s"',\\]{1,500})(?:, {0,2})?){1,30}|[^\s"'\\,;<>{$[]{16,2000})/gi,
    ),
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "basic-pair",
    hints: ['uth"', "uth\\", "_auth"],
    pattern: atWord(/(_?auth\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?)[A-Za-z0-9+/]{8,500}={0,2}(?![\w+/=])/g),
    accept: (secret) =>
      /^[\x21-\x39\x3b-\x7e]{1,200}:[\x20-\x7e]{1,300}$/.test(Buffer.from(secret, "base64").toString("latin1")),
  },
  {
    name: "password-hash",
    hints: ["$"],
    pattern: /\$(?:1|2[aby]|5|6|y|argon2(?:id|i|d))\$[\w./=,$+-]{20,300}/g,
  },
  {
    name: "private-key",
    hints: ["-Line"],
    pattern: atWord(
      /(Private-Lines: \d{1,3}\s{1,2})[A-Za-z0-9+/=]{16,76}(?:\r?\n[A-Za-z0-9+/=]{1,76}(?![^\r\n])){0,99}/g,
    ),
  },
  {
    name: "url-password",
    hints: ["://"],
    pattern: /(:\/\/[^\s:@/"'<>?]{0,200}:)[^\s/"'<>?]{1,300}(?=@)/g,
    accept: (secret) => !/^[${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "url-token",
    hints: ["://"],
    pattern: /(:\/\/)[\w-]{20,300}(?=@)/g,
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "query",
    hints: ["?", "&"],
    pattern:
      /([?&](?:api[_-]?key|key|(?:access|refresh|id|auth|session)?[_-]?token|sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-signature|client_secret|secret|pass(?:word|phrase|code)?|pwd?|code|auth)=)[^\s&"'<>#\\]{6,2000}/gi,
    accept: (secret) => /^(?=.*\d).{8,}|.{16,}/.test(secret) && !/^[${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "cookie",
    hints: ["ookie", "OOKIE"],
    pattern: atWord(
      /((?:set-)?cookie\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?)(?!\[REDACTED)[\w.%-]{1,80}=[^\r\n"']{2,4000}/gi,
    ),
  },
];
