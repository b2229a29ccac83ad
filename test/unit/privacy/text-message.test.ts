import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMediaFilter } from "../../../src/privacy/media.ts";
import { createRedactor, type RedactorOptions } from "../../../src/privacy/redactor.ts";
import { toSafeJson } from "../../../src/privacy/sanitize.ts";
import { textMessageJson } from "../../../src/privacy/text-message.ts";
import type { Message } from "../../../src/semconv/messages.ts";

const BYTES = 64 * 1024;
const kind = "prompts";

function direct(message: Message, options: RedactorOptions = {}, maxBytes: number = BYTES): string | undefined {
  return textMessageJson(message, { kind, redactor: createRedactor(options), media: createMediaFilter(), maxBytes });
}

function byTree(message: Message, options: RedactorOptions = {}): string {
  const redactor = createRedactor(options);
  const media = createMediaFilter();
  const redact = (text: string, path: string, window: number): string | undefined =>
    redactor.text(text, { kind, path }, window);
  return JSON.stringify(
    toSafeJson(message, { maxStringBytes: BYTES, redact, media: (value) => media(value, kind) }).value,
  );
}

function said(content: string, role: string = "user"): Message {
  return { role, parts: [{ type: "text", content }] };
}

describe("textMessageJson()", () => {
  it("says of any text what the way by a tree says", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme", maxLength: 2000 }),
      fc.constantFrom(
        "password: hunter2!x",
        "Bearer abcdefghijklmnop1234",
        "data:image/png;base64,AAAA",
        `${"QUJD1".repeat(400)}=`,
        "\ud800 half a pair",
        "\u0000\u0001\u001f",
      ),
    );
    fc.assert(
      fc.property(text, fc.oneof(fc.constantFrom("user", "tool"), fc.string({ maxLength: 60 })), (content, role) => {
        expect(direct(said(content, role))).toBe(byTree(said(content, role)));
      }),
      { numRuns: 500 },
    );
  });

  it("asks the application's own redactor for the same texts", () => {
    const asked = (run: (options: RedactorOptions) => unknown): unknown[] => {
      const calls: unknown[] = [];
      const redact: NonNullable<RedactorOptions["redact"]> = (text, info) => {
        calls.push([text, info]);
        return text === "drop" ? undefined : text.toUpperCase();
      };
      calls.push(run({ redact }));
      return calls;
    };
    for (const message of [said("hello"), said("drop")]) {
      expect(asked((options) => direct(message, options))).toEqual(asked((options) => byTree(message, options)));
    }
  });

  it.each<[string, unknown]>([
    [
      "two parts",
      {
        role: "user",
        parts: [
          { type: "text", content: "a" },
          { type: "text", content: "b" },
        ],
      },
    ],
    ["another part", { role: "user", parts: [{ type: "reasoning", content: "a" }] }],
    ["more than a role", { ...said("a"), name: "Ada" }],
    ["more than a text", { role: "user", parts: [{ type: "text", content: "a", id: 1 }] }],
    ["a text that is none", { role: "user", parts: [{ type: "text", content: 1 }] }],
    ["a role that is none", { role: 1, parts: [{ type: "text", content: "a" }] }],
    ["no parts", { role: "user", parts: [] }],
    ["parts that are no list", { role: "user", parts: "text" }],
  ])("leaves a message with %s to the tree", (_, message) => {
    expect(direct(message as Message)).toBeUndefined();
  });

  it("leaves a text to the tree that may have to be cut, before or after it was redacted", () => {
    expect(direct(said("x".repeat(1000)), {}, 2000)).toBeUndefined();
    expect(direct(said("x"), { redact: (text) => text.repeat(1000) }, 2000)).toBeUndefined();
  });
});
