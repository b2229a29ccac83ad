import type { SecretRule } from "./secret-rules.ts";
import { atWord } from "./word-start.ts";

const CLIENTS =
  "mysql\\w{0,10}|mariadb\\w{0,10}|sshpass|redis-cli|mongo\\w{0,10}|ldap\\w{0,10}|snowsql|cqlsh|rabbitmqadmin|twine|psexec|login|user(?:add|mod)|rdesktop|evil-winrm";

/** Programs that take a password behind a flag of one letter; a part of a regular expression. */
export const PROGRAMS: string = `${CLIENTS}|sqlcmd|bcp|zip|unzip|mosquitto_\\w{3}|7za?|(?:un)?rar|openssl|ssh-keygen|curl|vault|cargo`;

/** Between two arguments in a list of them, as JSON and code write it. */
export const NEXT: string = String.raw`\\{0,3}["'],\s{0,2}\\{0,3}["']`;

/** Passwords as people and command lines give them. */
export const LOGIN_RULES: readonly SecretRule[] = [
  {
    name: "flag",
    hints: ["--"],
    pattern:
      /(--[a-z]{0,12}-?(?:password|passwd|passphrase|secret|token|(?:api|access|secret|account|auth)-?key|(?<=-)pass) {1,3}["']?)[^\s"']{6,500}/gi,
    accept: (secret) => /\d/.test(secret) && !/^[-${<*]|^\[REDACTED/.test(secret),
  },
  {
    // Of PowerShell and Java, which have one dash.
    name: "flag",
    hints: ["ssword ", "oken ", "Key ", "pass "],
    pattern:
      /(-(?<=(?:^|[\s"'`(])-)[A-Za-z]{0,20}(?:[Pp]assword|[Tt]oken|(?:[Aa]pi|[Aa]ccess|[Aa]ccount|[Ss]ecret|[Aa]uth)Key|(?:store|key)pass) {1,3}["']?)[^\s"']{6,500}/g,
    accept: (secret) => /\d/.test(secret) && !/^[-${<*(]|^\[REDACTED/.test(secret),
  },
  {
    name: "flag",
    hints: ["pass:"],
    pattern: new RegExp(`(-pass(?:in|out)?(?: {1,3}["']?|${NEXT})pass:)[^\\s"'$]{3,200}`, "g"),
  },
  {
    // The tools of Windows.
    name: "flag",
    hints: ["/p:", "/P:", "/pw", "/pass", "/Pass"],
    pattern: /((?:^|\s)\/(?:p|pw|pass|pwd|password):["']?)[^\s"'%$]{4,200}/gi,
    accept: (secret) => /\d/.test(secret) && /[^\d.]/.test(secret) && !/[=/\\]/.test(secret),
  },
  {
    // Variables that a shell, a cloud's tool or a package manager is told to keep.
    name: "kept",
    hints: ["set ", "setx "],
    pattern: atWord(
      /((?:setx|set(?= {1,3}-)|configure set|config set|config:set)(?: {1,3}-{1,2}[a-z]{1,8}){0,2} {1,3}[\w.:/@-]{0,80}(?:(?:api|access|secret|account|auth)[_-]?key|token|secret|passw(?:or)?d) {1,3}["']?)[^\s"'$<={-][^\s"']{7,500}/gi,
    ),
    accept: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret) && !/^\[REDACTED/.test(secret),
  },
  {
    name: "user-flag",
    hints: ["-u", "-U", "-creds"],
    pattern: new RegExp(
      `((?:^|\\s|${NEXT})(?:-[uU]|--(?:[a-z]{1,10}-)?(?:user|creds))(?: {1,3}|=|${NEXT})["']?[^\\s:"'$]{1,80}:)[^\\s"'$]{4,200}`,
      "g",
    ),
    accept: (secret) => /\d/.test(secret) && /\D/.test(secret),
  },
  {
    // The same behind other flags of one letter, or at once.
    name: "user-flag",
    hints: ["curl"],
    pattern: atWord(
      new RegExp(
        `(curl\\b[^\\n|;&]{0,200}?(?:\\s|${NEXT})-[afgijklnpqsvBGILNORSZ#]{0,10}[uU](?: {0,3}|${NEXT})["']?[^\\s:"'$-][^\\s:"'$]{0,80}:)[^\\s"'$]{4,200}`,
        "g",
      ),
    ),
    accept: (secret) => /\d/.test(secret) && /\D/.test(secret) && !/^\[REDACTED/.test(secret),
  },
  {
    name: "login",
    hints: ["vault", "cargo"],
    pattern: atWord(
      new RegExp(
        `((?:vault|cargo)(?: {1,3}|${NEXT})login(?:(?: {1,3}|${NEXT})-[\\w=./-]{1,80}){0,4}(?: {1,3}|${NEXT})["']?(?:token=)?)[^\\s"'$<{=-][^\\s"'=|;&]{7,500}(?!=)`,
        "g",
      ),
    ),
    accept: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret) && !/^\[REDACTED/.test(secret),
  },
  {
    // Settings of Redis.
    name: "kept",
    hints: ["requirepass", "masterauth"],
    pattern: atWord(new RegExp(`((?:requirepass|masterauth)(?: {1,3}|${NEXT})["']?)[^\\s"'$<]{5,200}`, "g")),
    accept: isPassword,
  },
  {
    // Statements that make or change a user.
    name: "login",
    hints: [
      "BY '",
      "by '",
      'BY "',
      'by "',
      "BY \\",
      "by \\",
      "WORD '",
      "word '",
      'WORD "',
      'word "',
      "WORD \\",
      "word \\",
    ],
    pattern: atWord(
      /((?:(?:create|alter)\s{1,4}(?:user|role)|grant)\b[^\n;]{0,200}?(?:identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|password)\s{1,4}\\{0,3}["'])[^"'\r\n\\]{3,200}(?=\\{0,3}["'])/gi,
    ),
    accept: (secret) => !/^[${<*?:%[]/.test(secret),
  },
  {
    // As code in Python gives them to a client of HTTP.
    name: "login",
    hints: ["uth=(", "uth = (", "uth("],
    pattern: atWord(
      /((?:auth\s{0,2}=\s{0,2}|(?:HTTP)?(?:Basic|Digest)Auth)\(\s{0,20}\\{0,3}["'][^"'\s\\]{1,80}\\{0,3}["'],\s{0,20}\\{0,3}["'])[^"'\r\n\\]{4,200}/g,
    ),
    accept: (secret) => /[\d!@#%^&*+]/.test(secret) && !/^\[REDACTED/.test(secret),
  },
  {
    name: "login",
    hints: ["word ", "WORD "],
    pattern: atWord(
      /((?:login|user(?:name)?|account)\s{1,4}[^\s:=]{1,80}\s{1,4}passw(?:or)?d\s{1,4}["']?)[^\s"'$<{]{4,200}/gi,
    ),
    accept: (secret) => /[\d!@#%^&*+]/.test(secret),
  },
  {
    name: "flag",
    hints: ["-p", "-a ", "-w ", '-a"', '-w"'],
    pattern: passwordOf(CLIENTS, "p", "paw"),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["-P"],
    pattern: passwordOf("sqlcmd|bcp|isql|tsql|ipmitool", "P", "P"),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["-P"],
    pattern: passwordOf("zip|unzip|mosquitto_\\w{3}", "P", "P"),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["-p"],
    pattern: passwordOf("7za?|(?:un)?rar", "p", ""),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["openssl"],
    pattern: passwordOf("openssl", "", "kK"),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["ssh-keygen"],
    pattern: passwordOf("ssh-keygen", "", "P"),
    accept: isPassword,
  },
  {
    // Beside the one before, where a passphrase is changed.
    name: "flag",
    hints: ["ssh-keygen"],
    pattern: passwordOf("ssh-keygen", "", "N"),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["-b ", "--coo"],
    pattern: /(\s(?:-b|--cookie)[ =]{1,2}["']?)[\w.%-]{1,80}=[^\s"'$]{8,4000}/g,
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "told",
    hints: ["word ", "WORD "],
    pattern: atWord(/(password\b[^\n.:=]{0,40}?\b(?:is|was) {1,2}["'`]?)[^\s"'`,;<>]{6,100}/gi),
    accept: (secret) =>
      /\d/.test(secret) && /[A-Za-z]/.test(secret) && !/^(?:\d+-?[a-z]+|base\d|sha-?\d|md5|argon2|utf)/i.test(secret),
  },
  {
    name: "secure-string",
    hints: ["cureS"],
    pattern: atWord(/(ConvertTo-SecureString {1,4}(?:-String {1,4})?["'])[^"'$\r\n][^"'\r\n]{3,200}/g),
  },
  {
    name: "url-password",
    hints: [":thin:"],
    pattern: /(:thin:[^\s:@/]{1,80}\/)[^\s@/]{3,200}(?=@)/g,
  },
];

/**
 * The password in a command line of these programs.
 *
 * @param glued - letters of flags that it may follow at once, as in `-psecret`
 * @param apart - those that it may follow as the next argument
 */
function passwordOf(programs: string, glued: string, apart: string): RegExp {
  const flag = `(?:\\s|${NEXT})-(?:[${apart}](?: |${NEXT})|[${glued}])["']?`;
  return atWord(new RegExp(`((?:${programs})\\b[^\\n|;&]{0,200}?${flag})[^\\s"'|;&$<-][^\\s"'|;&]{4,200}`, "g"));
}

/** Whether a text could be a password, where one is likely to stand. */
export function isPassword(text: string): boolean {
  return /\d/.test(text) && /[^\d.:]/.test(text) && !/^\[REDACTED/.test(text);
}
