import { createHash } from "node:crypto";
import { LONGEST_SECRET } from "../../internal/name-cleaner.ts";
import { percentDecoded } from "../../internal/percent-decoded.ts";
import { toSafeJson } from "../../privacy/sanitize.ts";
import { isSecretValue, secretKeyStrength } from "../../privacy/secret-values.ts";
import { redactionMark, redactSecrets, redactSecretsInName } from "../../privacy/secrets.ts";

/** Takes secrets out of what a cassette keeps, by the rules of telemetry and by the credentials that requests were sent with. */
export interface Cleaner {
  text(text: string): string;
  /** The start of a text, in which no secret is cut in two. */
  head(text: string, length: number): string;
  /** A name, which is none of the secrets that are only built like one. */
  name(name: string): string;
  /** A value that JSON can hold, without its secrets. Anything may be given. */
  value(value: unknown): unknown;
  /** A path with its query, of which secrets are taken out. */
  path(path: string): string;
  /** Learns the credentials of a request: wherever they are found again, they are taken out. */
  learn(header: (name: string) => string | undefined, query: URLSearchParams): void;
}

const MARK = redactionMark("secret");
const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "proxy-authorization"];
/** Shorter ones are words. */
const MIN_CREDENTIAL = 8;
const MAX_CREDENTIALS = 100;
/** Names in a query that are credentials whatever they hold. */
const SECRET_QUERY = /^(key|sig|signature|code|state|auth|jwt|sas|x-amz-.*|x-goog-.*)$/i;
/** Long and without words: such a value is more likely a credential than a setting. */
const RANDOM = /^(?=.*\d)[\w+/=.~-]{24,}$/;
const LIMITS = {
  maxDepth: 200,
  maxKeys: 100_000,
  maxItems: 1_000_000,
  maxStringBytes: 2 ** 28,
  maxTotalBytes: 2 ** 29,
};

export function createCleaner(): Cleaner {
  const credentials = new Set<string>();
  const withoutCredentials = (given: string): string => {
    let left = given;
    for (const credential of credentials) if (left.includes(credential)) left = left.replaceAll(credential, MARK);
    return left;
  };
  const text = (given: string): string => redactSecrets(withoutCredentials(given)).text;
  return {
    text,
    head: (given, length) => text(given.slice(0, length + LONGEST_SECRET)).slice(0, length),
    name: (name) => redactSecretsInName(withoutCredentials(name)).text,
    value: (value) => toSafeJson(value, { ...LIMITS, redact: text, redactName: text }).value,
    path(path) {
      const [plain = "", query] = splitAt(path, "?");
      if (query === undefined) return text(plain);
      return `${text(plain)}?${query
        .split("&")
        .map((pair) => cleanPair(pair, text))
        .join("&")}`;
    },
    learn(header, query) {
      const found = CREDENTIAL_HEADERS.flatMap((name) => credentialsIn(name, header(name) ?? ""));
      for (const [name, value] of query) if (isSecretParameter(name, value)) found.push(value);
      for (const one of found) {
        if (one.length >= MIN_CREDENTIAL && credentials.size < MAX_CREDENTIALS) credentials.add(one);
      }
    },
  };
}

/** What is secret in a header: the token behind a scheme, the password in it, a key, the values of cookies; of a signature of AWS, it and the key that made it. */
function credentialsIn(name: string, value: string): readonly string[] {
  if (name === "cookie") {
    return value
      .split(/;\s*/)
      .map((pair) => splitAt(pair, "=")[1] ?? "")
      .filter((one) => /\d/.test(one));
  }
  const signed = /^AWS4-[\s\S]*?\bCredential=([^/,\s]+)[\s\S]*\bSignature=(\w+)/.exec(value);
  if (signed !== null) return signed.slice(1);
  const login = /^basic\s+(\S+)$/i.exec(value)?.[1];
  if (login !== undefined) return [login, splitAt(Buffer.from(login, "base64").toString(), ":")[1] ?? ""];
  return value.split(/[\s,]+/).filter((word) => !/^(bearer|basic|digest|token|AWS4-.*)$/i.test(word));
}

function cleanPair(pair: string, clean: (text: string) => string): string {
  const [name, value] = splitAt(pair, "=");
  if (value === undefined) return clean(pair);
  return isSecretParameter(name, percentDecoded(value)) ? `${name}=REDACTED` : `${name}=${clean(value)}`;
}

function isSecretParameter(name: string, value: string): boolean {
  const strength = secretKeyStrength(name);
  if (strength !== undefined && isSecretValue(value, strength, true)) return true;
  return strength === "sure" || strength === "folder" || SECRET_QUERY.test(name) || RANDOM.test(value);
}

function splitAt(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A short digest of bytes or text. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}
