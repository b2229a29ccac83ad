import type { SecretRule } from "./secret-rules.ts";
import { atWord } from "./word-start.ts";

/** Passwords as people and command lines give them. */
export const LOGIN_RULES: readonly SecretRule[] = [
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
    hints: ["word ", "WORD "],
    pattern: atWord(
      /((?:login|user(?:name)?|account)\s{1,4}[^\s:=]{1,80}\s{1,4}passw(?:or)?d\s{1,4}["']?)[^\s"'$<{]{4,200}/gi,
    ),
    accept: (secret) => /[\d!@#%^&*+]/.test(secret),
  },
  {
    name: "flag",
    hints: ["-p", "-a ", "-w "],
    pattern: atWord(
      /((?:mysql\w{0,10}|mariadb\w{0,10}|sshpass|redis-cli|mongo\w{0,10}|ldap\w{0,10}|login)\b[^\n|;&]{0,200}?\s-(?:p ?|a |w )["']?)[^\s"'|;&$<-][^\s"'|;&]{4,200}/g,
    ),
    accept: (secret) => /\d/.test(secret) && /[^\d.:]/.test(secret),
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
