import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toSafeJson } from "../../../src/privacy/sanitize.ts";
import { hostileValues } from "./hostile-values.ts";

const json = (value: unknown, options = {}): string => JSON.stringify(toSafeJson(value, options).value);

describe("toSafeJson()", () => {
  it("keeps plain JSON values as they are", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/passw|token|secret|key/i.test(text));
        expect(JSON.parse(json(value))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("turns anything into JSON", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        (v) => {
          expect(() => JSON.parse(json(v))).not.toThrow();
        },
      ),
    );
  });

  it.each(Object.keys(hostileValues()))("survives %s and stays small", (name) => {
    const value = hostileValues()[name];
    const text = json({ value, list: [value] });
    expect(() => JSON.parse(text)).not.toThrow();
    expect(text.isWellFormed()).toBe(true);
    expect(text.length).toBeLessThan(1_000_000);
  });

  it("says in place what it left out", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(json(cycle)).toBe('["[Circular]"]');
    expect(json("abcdefghij", { maxStringBytes: 4 })).toBe('"abcd[Truncated 6 of 10 chars]"');
    expect(json([1, 2, 3], { maxItems: 2 })).toBe('[1,2,"[Truncated 1 of 3 items]"]');
    expect(json({ a: 1, b: 2 }, { maxKeys: 1 })).toBe('{"a":1,"[Truncated]":"1 of 2 keys"}');
    expect(json({ a: { b: {} } }, { maxDepth: 2 })).toBe('{"a":{"b":"[Truncated]"}}');
    expect(json(Object.defineProperty({}, "x", { enumerable: true, get: () => 1 }))).toBe('{"x":"[Getter]"}');
  });

  it("shows a value twice when it is shared without a cycle", () => {
    const shared = { a: 1 };
    expect(json([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  it("keeps __proto__ as data and pollutes nothing", () => {
    expect(json(JSON.parse('{"__proto__":{"polluted":true}}'))).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ["new Map([['a', 1]])", { a: 1 }],
    ["new Set([1, 2])", [1, 2]],
    ["new RangeError('too far')", { name: "RangeError", message: "too far" }],
    ["new Date(0)", "1970-01-01T00:00:00.000Z"],
  ])("reads what another realm made: %s", (code, read) => {
    expect(JSON.parse(json(runInNewContext(code)))).toEqual(read);
  });

  it("takes out values of properties whose names tell of secrets", () => {
    expect(json({ password: "hunter2!", nested: { apiKey: "abcdef123456xyz" }, max_tokens: 5 })).toBe(
      '{"password":"[REDACTED:secret]","nested":{"apiKey":"[REDACTED:secret]"},"max_tokens":5}',
    );
  });

  it.each<[string, unknown, unknown]>([
    ["headers", { Cookie: "sid=s3cr3t; theme=dark" }, { Cookie: "[REDACTED:cookie]" }],
    ["a list of cookies", { "set-cookie": ["sid=s3cr3t; HttpOnly"] }, { "set-cookie": ["[REDACTED:cookie]"] }],
    ["a list", { password: ["hunter2x", ["hunter3x"]] }, { password: ["[REDACTED:secret]", ["[REDACTED:secret]"]] }],
    ["a Set", { password: new Set(["hunter2x"]) }, { password: ["[REDACTED:secret]"] }],
    ["a Map", new Map([["cookie", "sid=s3cr3t"]]), { cookie: "[REDACTED:cookie]" }],
    ["a value", { password: { value: "hunter2x" } }, { password: { value: "[REDACTED:secret]" } }],
    [
      "a name and a value",
      [
        { name: "DB_PASSWORD", value: "hunter2x" },
        { Key: "apiKey", Value: { stringValue: "Zx81kd02jfA9dkW2" } },
        { name: "database", key: "DB_PASSWORD", value: ["hunter2x"] },
      ],
      [
        { name: "DB_PASSWORD", value: "[REDACTED:secret]" },
        { Key: "apiKey", Value: { stringValue: "[REDACTED:secret]" } },
        { name: "database", key: "DB_PASSWORD", value: ["[REDACTED:secret]"] },
      ],
    ],
    [
      "pairs",
      [
        ["x-api-key", "Zx81kd02jfA9dkW2"],
        ["cookie", "sid=s3cr3t"],
      ],
      [
        ["x-api-key", "[REDACTED:secret]"],
        ["cookie", "[REDACTED:cookie]"],
      ],
    ],
    [
      "arguments behind their flags",
      {
        argv: [
          "deploy",
          "--password",
          "hunter2x",
          "-u",
          "ada:hunter2x",
          "--token",
          "[REDACTED:x]",
          "--cookie",
          "sid=hunter2x",
        ],
      },
      {
        argv: [
          ...["deploy", "--password", "[REDACTED:flag]", "-u", "ada:[REDACTED:user-flag]"],
          ...["--token", "[REDACTED:x]", "--cookie", "[REDACTED:flag]"],
        ],
      },
    ],
    [
      "arguments of programs",
      [
        ["/usr/bin/mysql", "-u", "root", "-phunter2x", "shop"],
        { command: "sshpass", args: ["-p", "hunter2x", "ssh", "10.0.0.4"] },
        { args: ["-S", "db", "-P", "hunter2x"], program: "C:\\tools\\sqlcmd.exe" },
        ["docker", "login", "-u", "ada", "-p", "hunter2x"],
        { cmd: ["bash", "-c", "mysqldump -phunter2x shop"] },
      ],
      [
        ["/usr/bin/mysql", "-u", "root", "-p[REDACTED:flag]", "shop"],
        { command: "sshpass", args: ["-p", "[REDACTED:flag]", "ssh", "10.0.0.4"] },
        { args: ["-S", "db", "-P", "[REDACTED:flag]"], program: "C:\\tools\\sqlcmd.exe" },
        ["docker", "login", "-u", "ada", "-p", "[REDACTED:flag]"],
        { cmd: ["bash", "-c", "mysqldump -p[REDACTED:flag] shop"] },
      ],
    ],
    [
      "arguments that say what to do",
      [
        ["aws", "configure", "set", "aws_secret_access_key", "hunter2xyz"],
        { command: "npm", args: ["config", "set", "//r.example/:_authToken", "hunter2xyz"] },
        ["pulumi", "config", "set", "--secret", "dbPassword", "hunter2xyz"],
        { command: "/usr/bin/vault", args: ["login", "hunter2xyz"] },
        { command: "curl", args: ["-uada:hunter2x", "-fsu", "ada:hunter2x", "http://h"] },
        ["openssl", "enc", "-aes-256-cbc", "-k", "hunter2x"],
      ],
      [
        ["aws", "configure", "set", "aws_secret_access_key", "[REDACTED:kept]"],
        { command: "npm", args: ["config", "set", "//r.example/:_authToken", "[REDACTED:kept]"] },
        ["pulumi", "config", "set", "--secret", "dbPassword", "[REDACTED:kept]"],
        { command: "/usr/bin/vault", args: ["login", "[REDACTED:login]"] },
        { command: "curl", args: ["-uada:[REDACTED:user-flag]", "-fsu", "ada:[REDACTED:user-flag]", "http://h"] },
        ["openssl", "enc", "-aes-256-cbc", "-k", "[REDACTED:flag]"],
      ],
    ],
    [
      "a number",
      { password: 12345678, secret: 987654321n },
      { password: "[REDACTED:secret]", secret: "[REDACTED:secret]" },
    ],
  ])("takes them out of %s too", (_, value, clean) => {
    expect(toSafeJson(value).value).toEqual(clean);
  });

  it.each<[string, unknown]>([
    ["counts", { token: 123456, tokens: [101, 2003], max_tokens: 5, password: 12, secret: false }],
    ["schemas", { properties: { password: { type: "string", minLength: 8 } }, required: ["api_key", "user_id2"] }],
    [
      "words",
      {
        pairs: [
          ["password", "Passwort"],
          ["token", "Marke"],
        ],
        cookies: ["essential", "marketing"],
      },
    ],
    [
      "names",
      [
        { name: "password", value: "" },
        { name: "list_tokens", value: "user_id2" },
        { value: "hunter2x" },
        { label: "password", value: "hunter2x" },
      ],
    ],
    ["words under a name that may mean anything", { token: ["[MASK]", "the", "##ing2"], stop_token: "<|end|>" }],
    ["flags", ["--password", "--user2", "--token", "correcthorse", "--port", "54321x", "-u", "ada", "--password"]],
    [
      "ports and options of programs",
      [
        ["docker", "run", "-p", "8080:80", "-w", "/srv/app2"],
        { command: "mysql", args: ["-P", "3307", "-h", "db2.internal", "-pager"] },
        { command: "ssh", args: ["-p", "22022", "-i", "id_ed25519"] },
        ["tar", "-pxzf", "archive2.tgz"],
        ["aws", "configure", "set", "region", "eu-west-1x"],
        ["docker", "login", "registry7.example"],
      ],
    ],
    ["lists of names and ids", { key: "key", list: ["api_key", "user_id2", "x"], flat: ["token", "Zx81kd02jfA9dkW2"] }],
  ])("leaves %s alone", (_, value) => {
    expect(toSafeJson(value).value).toEqual(value);
  });

  it("cuts between code points and stays within the byte limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 0, max: 80 }), (text, limit) => {
        const value = String(toSafeJson(text, { maxStringBytes: limit }).value);
        const kept = value.replace(/\[Truncated \d+ of \d+ chars\]$/, "");
        expect(value.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(limit);
        expect(text.startsWith(kept)).toBe(true);
      }),
    );
  });

  it("bounds the whole by the total budget", () => {
    const text = json(
      Array.from({ length: 500 }, () => "y".repeat(1000)),
      { maxTotalBytes: 10_000 },
    );
    expect(text.length).toBeLessThan(12_000);
    expect(text).toContain("of 500 items]");
  });
});
