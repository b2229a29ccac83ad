import { isPassword, NEXT } from "./login-rules.ts";
import type { SecretRule } from "./secret-rules.ts";
import { atWord } from "./word-start.ts";

/** Between two arguments of a command line, or of a list of them. */
const GAP = `(?: {1,3}|${NEXT})`;
const WORD = String.raw`[^\s"'|;&<>$-][^\s"'|;&<>]`;

/** Passwords that programs take as an argument of its own, or from another program. */
export const PROGRAM_RULES: readonly SecretRule[] = [
  {
    // Behind the file, unless that is left out, and the user.
    name: "argument",
    hints: ["passwd"],
    pattern: atWord(
      new RegExp(
        `(htpasswd(?:\\.exe)?(?:${GAP}-[A-Za-z]{1,8}(?:${GAP}\\d{1,2}(?=["'\\s]))?){0,4}${GAP}-[A-Zac-z]{0,6}b[A-Za-z]{0,6}(?:${GAP}-[A-Za-z]{1,8}(?:${GAP}\\d{1,2}(?=["'\\s]))?){0,4}(?:${GAP}["']?${WORD}{0,200}["']?){1,2}${GAP}["']?)${WORD}{2,200}`,
        "g",
      ),
    ),
    accept: isGiven,
  },
  {
    // Of Windows.
    name: "argument",
    hints: ["net use", "NET USE"],
    pattern: atWord(
      /(net (?:user {1,3}[^\s/"']{1,60}|use {1,3}(?:[a-z*]:? {1,3})?\\\\[^\s/]{1,200}(?: {1,3}\/user:[^\s/]{1,80})?) {1,3}["']?)[^\s/"'*][^\s"']{4,200}/gi,
    ),
    accept: (secret) => /\d/.test(secret) && /[A-Za-z]/.test(secret),
  },
  {
    name: "argument",
    hints: ["qctl", "wpa_"],
    pattern: atWord(
      new RegExp(
        `((?:rabbitmqctl\\b[^\\n|;&]{0,100}?(?:add_user|change_password)|wpa_passphrase)${GAP}["']?[^\\s"']{1,80}["']?${GAP}["']?)${WORD}{4,200}`,
        "g",
      ),
    ),
    accept: isPassword,
  },
  {
    name: "argument",
    hints: ["rclone", "wifi", "-o "],
    pattern: atWord(
      new RegExp(
        `((?:rclone${GAP}obscure${GAP}|(?:rclone|nmcli|mount)\\b[^\\n|;&]{0,200}?[\\s",]pass(?:word)?(?:=|${GAP}))["']?)${WORD}{4,200}`,
        "g",
      ),
    ),
    accept: isPassword,
  },
  {
    name: "argument",
    hints: ["passwd"],
    pattern: atWord(
      /((?:openssl passwd|mkpasswd)(?: {1,3}-{1,2}(?:salt|m|method|S|R|rounds)(?: {1,3}|=)[^\s"']{1,60}(?!\S)| {1,3}-{1,2}(?!(?:salt|m|method|S|R|rounds)[ =])\w[\w-]{0,20}(?!\S)){0,6} {1,3}["']?)[^\s"'|;&<>$-][^\s"'|;&<>]{4,200}/g,
    ),
    accept: isPassword,
  },
  {
    name: "flag",
    hints: ["-pw "],
    pattern: atWord(
      /((?:plink|pscp|psftp|putty|kitty)(?:\.exe)?\b[^\n|;&]{0,200}? -pw {1,3}["']?)[^\s"'$|;&<-][^\s"'|;&]{4,200}/g,
    ),
    accept: isPassword,
  },
  {
    // Samba's tools, and those that list the two.
    name: "user-flag",
    hints: ["-U", "--user", "ftp -u"],
    pattern: new RegExp(
      `((?:(?:^|\\s|${NEXT})(?:-U${GAP}?|--user(?:=|${GAP}))["']?[^\\s%"'$]{1,80}%|lftp\\b[^\\n|;&]{0,100}? -u {0,3}["']?[^\\s,"'$]{1,80},))[^\\s"'$]{4,200}`,
      "g",
    ),
    accept: isPassword,
  },
  {
    name: "url-password",
    hints: ["qlplus", "qlldr", "xpdp", "mpdp"],
    pattern: atWord(/((?:sqlplus|sqlldr|expdp|impdp)\b[^\n|;&]{0,80}?\s["']?[^\s/@"']{1,80}\/)[^\s@"'/]{3,200}(?=@)/g),
    accept: isGiven,
  },
  {
    // What a secret of a cluster is made of: each value is one.
    name: "literal",
    hints: ["--from-literal"],
    pattern: new RegExp(
      `(--from-literal(?:=|${GAP})["']?[\\w.-]{1,80}=)(?<=\\bsecret\\b[^\\n|;&]{0,500})["']?[^\\s"'$<{[][^\\s"']{2,500}`,
      "g",
    ),
    accept: isGiven,
  },
  {
    // Text that is written to a program that asks for a password.
    name: "told",
    hints: ["-S", "-stdin", "passwd", "yptsetup"],
    pattern: atWord(
      /((?:echo|printf)(?: {1,3}-[neE]{1,3}){0,2} {1,3}(?:["']%s(?:\\{1,2}n)?["'] {1,3})?["']?)[^\s"'$|;&<>`-][^\s"'$|;&<>`]{2,200}(?=["']? {0,3}\| {0,3}(?:sudo (?:[^\n|;&]{0,40} )?(?:-S\b|--stdin)|(?:sudo )?(?:chpasswd|passwd|cryptsetup)\b|[^\n|;&]{0,200}--?pass\w{0,6}-stdin))/g,
    ),
    accept: isGiven,
  },
  {
    name: "told",
    hints: ["<<<"],
    pattern: atWord(
      /((?:sudo (?:[^\n|;&<]{0,40} )?-S|chpasswd|passwd|cryptsetup|--?pass\w{0,6}-stdin)\b[^\n|;&<]{0,120}<<< {0,3}["']?)[^\s"'$|;&<>`][^\s"'$|;&<>`]{2,200}/g,
    ),
    accept: isGiven,
  },
];

/** Where nothing but a password stands: anything but a placeholder. */
function isGiven(text: string): boolean {
  return !/^(?:\.{2}|\[|\{|<)/.test(text);
}
