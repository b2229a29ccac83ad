import type { KeyRule } from "./key-rules.ts";

/** A pattern for a secret that shows by what stands around it. */
export interface SecretRule extends KeyRule {
  /** The pattern is tried only on text that contains one of these, letter by letter. */
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
  {
    name: "bot-token",
    hints: [":AA"],
    pattern: /(?<!\d)\d{8,10}:AA[\w-]{30,}/g,
  },
  {
    name: "bearer",
    hints: ["earer ", "EARER "],
    pattern: /(\bbearer {1,4})[\w.~+/=-]{16,}/gi,
    accept: (secret) => /\d/.test(secret) || /[a-z][A-Z]/.test(secret),
  },
  {
    name: "basic",
    hints: ["asic ", "ASIC "],
    pattern: /(\bbasic {1,4})[A-Za-z0-9+/]{8,}={0,2}/gi,
    accept: (secret) => /=$/.test(secret) || (/\d/.test(secret) && /[A-Z]/.test(secret)),
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
      /([?&](?:api[_-]?key|key|(?:access|refresh|id|auth|session)?[_-]?token|sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-signature|client_secret|secret|password|pwd|code|auth)=)[^\s&"'<>#\\]{6,2000}/gi,
    accept: (secret) => /^(?=.*\d).{8,}|.{16,}/.test(secret) && !/^[${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "flag",
    hints: ["--"],
    pattern:
      /(--[a-z]{0,12}-?(?:password|passwd|secret|token|api-key|access-key|secret-key) {1,3}["']?)[^\s"']{6,500}/gi,
    accept: (secret) => /\d/.test(secret) && !/^[-${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "user-flag",
    hints: ["-u ", "-user ", "-user="],
    pattern: /((?:^|\s)(?:-u|--(?:[a-z]{1,10}-)?user)(?: {1,3}|=)["']?[^\s:"'$]{1,80}:)[^\s"'$]{4,200}/g,
    accept: (secret) => /\d/.test(secret) && /\D/.test(secret),
  },
  {
    name: "login",
    hints: ["assword ", "asswd ", "ASSWORD "],
    pattern:
      /(\b(?:login|user(?:name)?|account)\s{1,4}[^\s:=]{1,80}\s{1,4}passw(?:or)?d\s{1,4}["']?)[^\s"'$<{]{4,200}/gi,
    accept: (secret) => /[\d!@#%^&*+]/.test(secret),
  },
  {
    name: "cookie",
    hints: ["ookie", "OOKIE"],
    pattern:
      /(\b(?:set-)?cookie\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?)(?!\[REDACTED)[\w.%-]{1,80}=[^\r\n"']{2,4000}/gi,
  },
];
