import { type RedactedText, redactionMark } from "./secrets.ts";

/** Personal data that can be told by its shape. Names and postal addresses cannot: they need entity recognition. */
export type PiiKind = "email" | "phone" | "card" | "iban" | "ssn" | "ip";

export const PII_KINDS: readonly PiiKind[] = ["email", "iban", "card", "ssn", "phone", "ip"];

/** Takes out the kinds of personal data that are asked for. Time is linear in the length. */
export function redactPii(text: string, kinds: readonly PiiKind[] = PII_KINDS): RedactedText {
  let result = text;
  let count = 0;
  for (const kind of PII_KINDS) {
    if (!kinds.includes(kind)) continue;
    const rule = RULES[kind];
    if (rule.hint !== undefined && !result.includes(rule.hint)) continue;
    result = result.replace(rule.pattern, (match: string) => {
      if (rule.accept !== undefined && !rule.accept(match)) return match;
      count += 1;
      return redactionMark(kind);
    });
  }
  return { text: result, count };
}

interface PiiRule {
  readonly pattern: RegExp;
  readonly hint?: string;
  readonly accept?: (match: string) => boolean;
}

const RULES: Readonly<Record<PiiKind, PiiRule>> = {
  email: {
    hint: "@",
    pattern: /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}\b/g,
  },
  iban: { pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, accept: isIban },
  card: { pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])/g, accept: isCard },
  ssn: { hint: "-", pattern: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
  phone: { hint: "+", pattern: /(?<![\w+])\+[1-9](?:[ .()-]{0,2}\d){6,14}(?!\d)/g },
  ip: {
    pattern:
      /(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w.]*\d)|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:]))/g,
    accept: (match) => match.includes(".") || isIpv6(match),
  },
};

/** The Luhn check of payment card numbers (ISO/IEC 7812-1). */
function isCard(match: string): boolean {
  const digits = match.replace(/[ -]/g, "");
  if (/^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The mod 97 check of ISO 13616. */
function isIban(match: string): boolean {
  const code = match.replace(/ /g, "");
  if (code.length < 15 || code.length > 34) return false;
  let rest = 0;
  for (const char of code.slice(4) + code.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isIpv6(match: string): boolean {
  const groups = match.split(":");
  const short = match.split("::").length - 1;
  if (short > 1 || match.includes(":::")) return false;
  const filled = groups.filter((group) => group !== "").length;
  return short === 1 ? filled >= 2 && filled <= 7 : groups.length === 8 && filled === 8;
}
