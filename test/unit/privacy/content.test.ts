import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSpanBudget } from "../../../src/privacy/budget.ts";
import { type CaptureOption, resolveCapture } from "../../../src/privacy/capture-policy.ts";
import { type ContentFilter, type ContentFilterOptions, createContentFilter } from "../../../src/privacy/content.ts";
import type { ContentSink } from "../../../src/privacy/media.ts";
import { createRedactor, type RedactFunction, type RedactorOptions } from "../../../src/privacy/redactor.ts";
import type { Message } from "../../../src/semconv/messages.ts";
import { hostileValues } from "./hostile-values.ts";

function filter(
  capture: CaptureOption = "full",
  redact: RedactorOptions = {},
  rest: Partial<ContentFilterOptions> = {},
): ContentFilter {
  return createContentFilter({ policy: resolveCapture(capture, {}), redactor: createRedactor(redact), ...rest });
}

const toMessage = (input: unknown): Message | undefined =>
  typeof input === "object" && input !== null && "text" in input
    ? { role: "user", parts: [{ type: "text", content: String(input.text) }] }
    : undefined;

const secret = `AK${"IA"}${"ABCDEFGH23456789"}`;

describe("createContentFilter()", () => {
  it("keeps nothing but sizes by default, and counts what it withheld", () => {
    const content = filter("none");
    expect(content.text("prompts", "hello")).toBeUndefined();
    expect(content.json("toolArguments", { a: 1 })).toBeUndefined();
    expect(content.messages("prompts", [{ text: "hello" }], toMessage)).toBeUndefined();
    expect(content.size([{ role: "user", parts: [{ type: "text", content: "hello" }] }])).toBe(5);
    expect(content.stats().withheld).toEqual({ prompts: 2, toolArguments: 1 });
  });

  it("opens one gate at a time", () => {
    const content = filter({ responses: true });
    expect(content.text("prompts", "hello")).toBeUndefined();
    expect(content.text("responses", "hello")).toBe("hello");
  });

  it("takes secrets out of everything, also with full capture", () => {
    const content = filter();
    const outputs = [
      content.text("prompts", `key ${secret}`),
      content.json("toolArguments", { cmd: `echo ${secret}`, [secret]: 1 })?.toString(),
      content.messages("prompts", [{ text: secret }], toMessage)?.text.toString(),
      JSON.stringify(content.attribute({ note: [secret] })),
    ];
    for (const output of outputs) {
      expect(output).toContain("[REDACTED:aws-key]");
      expect(output).not.toContain(secret);
    }
  });

  it("cleans the address of a URL as it cleans any text", () => {
    const content = filter("full", { pii: ["email"], redact: (text) => text.replaceAll("Ada", "#") });
    const url = new URL(`https://u:hunter2x@db/?api_key=Zx81kd02jfA9dkW2&who=Ada&mail=a@example.org`);
    const clean = "https://u:[REDACTED:url-password]@db/?api_key=[REDACTED:query]&who=#&mail=[REDACTED:email]";
    expect(content.json("toolArguments", { url })?.toString()).toBe(JSON.stringify({ url: clean }));
    expect(content.attribute(url)).toBe(clean);
    const asked = (): never => {
      throw new Error("asked");
    };
    const named = Object.defineProperty(new URL("https://example.org/a"), "href", { get: asked });
    expect(content.attribute(named)).toBe("https://example.org/a");
    expect(content.attribute(Object.create(URL.prototype))).toBe("[Unreadable]");
  });

  it("takes a limit that is undefined as not given", () => {
    const content = filter("full", {}, { budgets: { valueBytes: undefined, messageBytes: undefined, spanBytes: 50 } });
    expect(content.text("prompts", "hello")).toBe("hello");
    expect(content.json("toolArguments", { to: "you" })?.toString()).toBe('{"to":"you"}');
    expect(content.attribute("x".repeat(70_000))).toMatch(/^x{65536}\[Truncated/);
  });

  it("does not let a limit cut a secret into one that no rule knows", () => {
    const content = filter("full", {}, { budgets: { valueBytes: 1000 } });
    for (let pad = 980; pad <= 1000; pad += 1) {
      expect(content.text("prompts", `${" ".repeat(pad)}${secret}`)).not.toContain(secret.slice(0, 6));
    }
  });

  it("cleans names of properties, whole ones before they are cut", () => {
    const content = filter("full", { pii: ["email"], redact: (text) => text.replaceAll("Ada", "#") });
    const token = `ghp_${"AbCdEfGhIj".repeat(4)}`;
    const given = {
      "ada@example.org": 1,
      "eve@example.org": 2,
      "to Ada": 3,
      Ada: 4,
      [`${"a".repeat(230)} ${token}`]: 5,
      [`${"b ".repeat(3_000)}${token}`]: 6,
    };
    expect(content.attribute(given)).toEqual({
      "[REDACTED:email]": 1,
      "[REDACTED:email] 2": 2,
      "to #": 3,
      Ada: 4,
      [`${"a".repeat(230)} [REDACTED:github-token]`]: 5,
      [`${"b ".repeat(128)}[Truncated]`]: 6,
    });
    expect(content.attribute(new Map([["ada@example.org", 1]]))).toEqual({ "[REDACTED:email]": 1 });
    const dropping = filter("full", { redact: () => undefined });
    expect(dropping.attribute({ "to Ada": 1, n: 2 })).toEqual({ "[Dropped]": 1, n: 2 });
  });

  it("lets no half of a secret leave where what came before it became shorter", () => {
    const block = `-----BEGIN PRIVATE KEY-----\n${"QUJD".repeat(400)}\n-----END PRIVATE KEY-----\n`;
    const token = `ghp_${"AbCdEfGhIj".repeat(4)}`;
    for (const redact of [{}, { redact: (text: string) => text.replaceAll("QUJD", "") }]) {
      const content = filter("full", redact, { budgets: { valueBytes: 4000 } });
      for (let before = 10; before < 50; before += 10) {
        const head = `${block.repeat(3)} kept `;
        const text = `${head}${"y".repeat(4000 + 4096 - head.length - before - 1)} ${token} ${"tail ".repeat(100)}`;
        for (const left of [content.text("prompts", text), content.json("toolResults", { text })?.toString()]) {
          expect(left).toContain("[Truncated");
          expect(left).not.toContain("ghp_");
        }
      }
    }
    const masking = filter("full", { redact: () => "masked" }, { budgets: { valueBytes: 100 } });
    expect(masking.text("prompts", "long ".repeat(5_000))).toMatch(/^masked\[Truncated/);
  });

  it.each<[string, RedactFunction]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["returns nothing", () => undefined],
    ["returns a number", (() => 5) as unknown as () => string],
    [
      "is async",
      (async () => {
        throw new Error("late");
      }) as unknown as () => string,
    ],
  ])("drops content when the user's redactor %s", (_, redact) => {
    const content = filter("full", { redact });
    expect(content.text("prompts", "raw text")).toBeUndefined();
    expect(content.json("toolResults", { a: "raw text" })?.toString()).toBe('{"a":"[Dropped]"}');
    const { drops } = content.stats();
    expect((drops.redactor_dropped ?? 0) + (drops.redactor_failed ?? 0)).toBe(2);
  });

  it("leaves the structure of messages whole under a redactor that masks every text", () => {
    const content = filter("full", { redact: (text) => "X".repeat(text.length) });
    const structured = {
      role: "assistant",
      finish_reason: "tool_call",
      parts: [
        { type: "text", content: "text" },
        { type: "tool_call", id: "c1", name: "f", arguments: { role: "user", type: "text" } },
        { type: "ada", content: "user" },
      ],
    };
    const messages = (inputs: readonly Message[]): unknown =>
      JSON.parse(content.messages("prompts", inputs, (one) => one as Message)?.text.toString() ?? "");
    expect(messages([structured, { role: "user", parts: [{ type: "text", content: "hello" }] }])).toEqual([
      {
        role: "assistant",
        finish_reason: "tool_call",
        parts: [
          { type: "text", content: "XXXX" },
          { type: "tool_call", id: "XX", name: "X", arguments: { role: "XXXX", type: "XXXX" } },
          { type: "XXX", content: "XXXX" },
        ],
      },
      { role: "user", parts: [{ type: "text", content: "XXXXX" }] },
    ]);
    expect(messages([{ role: "ada@example.org", parts: [] }])).toEqual([{ role: "X".repeat(15), parts: [] }]);
    expect(content.json("toolArguments", { role: "user" })?.toString()).toBe('{"role":"XXXX"}');
  });

  it("runs the secret rules on what the user's redactor returns", () => {
    const content = filter("full", { redact: (text) => text.replace("X", secret) });
    expect(content.text("prompts", "X marks")).toBe("[REDACTED:aws-key] marks");
  });

  it.each([/T-\d+/, /t-\d+/gi, /T-\d+/y, /T-\d+|/u])(
    "marks everything that a pattern of the user's own matches: %s",
    (pattern) => {
      const redactor = createRedactor({ rules: [{ name: "ticket", pattern }] });
      const content = createContentFilter({ policy: resolveCapture("full", {}), redactor });
      expect(content.text("prompts", "see T-1 and T-22")).toBe("see [REDACTED:ticket] and [REDACTED:ticket]");
      expect(redactor.stats().redactions).toBe(2);
    },
  );

  it("wraps what is no object, and parses arguments that are JSON text", () => {
    const content = filter();
    const wrapped = (value: unknown): unknown => content.json("toolArguments", value, { wrapObject: true })?.toString();
    expect(wrapped('{"city":"Oslo"}')).toBe('{"city":"Oslo"}');
    expect(wrapped([1])).toBe('{"value":[1]}');
    expect(wrapped("{not json")).toBe('{"value":"{not json"}');
  });

  it("encodes a message once and gives the same piece again", () => {
    let conversions = 0;
    const content = filter();
    const inputs = [{ text: "a" }, { text: "b" }];
    const convert = (input: unknown): Message | undefined => {
      conversions += 1;
      return toMessage(input);
    };
    const first = content.messages("prompts", inputs, convert);
    const second = content.messages("prompts", [...inputs, { text: "c" }], convert);
    expect(conversions).toBe(3);
    expect(JSON.parse(String(first?.text))).toHaveLength(2);
    expect(JSON.parse(String(second?.text)).map((m: Message) => m.parts)).toEqual(
      ["a", "b", "c"].map((one) => [{ type: "text", content: one }]),
    );
  });

  it("gives the same messages with and without the cache, whatever the host changes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1 }),
        fc.array(fc.tuple(fc.nat(), fc.string())),
        (texts, changes) => {
          const content = filter();
          const inputs = texts.map((text) => ({ text }));
          for (const [at, text] of changes) {
            content.messages("prompts", inputs, toMessage);
            const target = inputs[at % inputs.length];
            if (target !== undefined) target.text = text;
            const fresh = filter().messages("prompts", inputs, toMessage);
            expect(String(content.messages("prompts", inputs, toMessage)?.text)).toBe(String(fresh?.text));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("lets the oldest messages go when the span's budget is spent", () => {
    const inputs = Array.from({ length: 20 }, (_, i) => ({ text: `${i} ${"x".repeat(1000)}` }));
    const result = filter().messages("prompts", inputs, toMessage, { span: createSpanBudget(5000) });
    const messages = JSON.parse(String(result?.text));
    expect(result?.text.byteLength).toBeLessThanOrEqual(5000);
    expect(result?.truncated).toBe(20 - (messages.length - 1));
    expect(messages[0].parts[0].content).toBe(`[Truncated ${result?.truncated} of 20 messages]`);
    expect(messages.at(-1).parts[0].content).toMatch(/^19 /);
  });

  it("sends only new messages in delta mode", () => {
    const content = filter({ prompts: true, delta: true });
    const inputs = [{ text: "a" }, { text: "b" }];
    content.messages("prompts", inputs, toMessage, { conversation: "c1" });
    const next = content.messages("prompts", [...inputs, { text: "c" }], toMessage, { conversation: "c1" });
    expect(JSON.parse(String(next?.text))).toHaveLength(1);
    expect(next).toMatchObject({ count: 3, newFrom: 2, omitted: 2 });
  });

  it("sends only new messages of a conversation of any length in delta mode", () => {
    const content = filter({ prompts: true, delta: true });
    const inputs: { text: string }[] = [];
    for (let length = 1_990; length < 2_020; length += 2) {
      while (inputs.length < length) inputs.push({ text: `message ${inputs.length % 7}` });
      const result = content.messages("prompts", inputs, toMessage, { conversation: "c1" });
      if (length === 1_990) continue;
      expect(result).toMatchObject({ count: length, omitted: length - 2, truncated: undefined });
      expect(JSON.parse(String(result?.text))).toHaveLength(2);
    }
    inputs[100] = { text: "edited" };
    const edited = content.messages("prompts", inputs, toMessage, { conversation: "c1" });
    expect(edited).toMatchObject({ omitted: 100, truncated: undefined });
    expect(JSON.parse(String(edited?.text))).toHaveLength(inputs.length - 100);
    inputs.splice(0, 10);
    const shortened = content.messages("prompts", inputs, toMessage, { conversation: "c1" });
    expect(shortened).toMatchObject({ omitted: 0, truncated: inputs.length - 2_000 });
    expect(JSON.parse(String(shortened?.text))).toHaveLength(2_001);
  });

  it("replaces media by a reference that satisfies the conventions", () => {
    const content = filter();
    const parts = [
      { type: "blob", modality: "image", mime_type: "image/png", content: Buffer.from("abc").toString("base64") },
    ];
    const result = content.messages("prompts", [{}], () => ({ role: "user", parts }) as Message);
    expect(JSON.parse(String(result?.text))[0].parts[0]).toEqual({
      type: "uri",
      modality: "image",
      mime_type: "image/png",
      size: 3,
      uri: "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
  });

  it("gives media to the content sink, and falls back to the hash when it fails", () => {
    const part = { type: "uri", modality: "image", uri: `data:image/png;base64,${"AAAA".repeat(10)}` };
    const uriOf = (contentSink: () => unknown): unknown =>
      JSON.parse(String(filter("full", {}, { contentSink: contentSink as ContentSink }).json("prompts", part))).uri;
    expect(uriOf(() => "s3://bucket/1")).toBe("s3://bucket/1");
    expect(
      uriOf(() => {
        throw new Error("full");
      }),
    ).toMatch(/^sha256:/);
    expect(uriOf(() => Promise.reject(new Error("late")))).toMatch(/^sha256:/);
  });

  it("takes secrets out of references and of what is said of media", () => {
    const part = {
      type: "blob",
      modality: "password=hunter2x",
      mime_type: "image/x; token=Zx81kd02jf",
      content: "aGk=",
    };
    const signed = "https://ada:hunter2x@b.example/a?X-Amz-Signature=0123456789abcdef0123";
    const contentSink = (): string => signed;
    const {
      uri,
      modality,
      mime_type: mime,
    } = JSON.parse(String(filter("full", {}, { contentSink }).json("prompts", part)));
    expect([modality, mime]).toEqual(["password=[REDACTED:secret]", "image/x; token=[REDACTED:secret]"]);
    expect(uri).toBe("https://ada:[REDACTED:url-password]@b.example/a?X-Amz-Signature=[REDACTED:query]");
    expect(filter({ rawBodies: true }, {}, { contentSink }).text("rawBodies", "a body")).toBe(uri);
  });

  it("knows media by their bytes too, and says of large ones how large they are", () => {
    const sent = (bytes: Uint8Array): unknown =>
      JSON.parse(String(filter().json("prompts", { type: "blob", content: bytes })));
    expect(sent(Buffer.from("abc"))).toEqual({
      type: "uri",
      modality: "document",
      size: 3,
      uri: "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
    const size = 4 * 1024 * 1024 + 1;
    expect(sent(new Uint8Array(size))).toMatchObject({ size, uri: `size:${size}` });
  });

  it("withstands hostile values everywhere, quickly", () => {
    const content = filter();
    for (const [name, value] of Object.entries(hostileValues())) {
      const start = process.cpuUsage();
      content.text("prompts", value);
      content.json("toolArguments", value, { wrapObject: true });
      content.messages("prompts", [value], () => ({ role: "user", parts: [{ type: "x_any", value }] }));
      content.attribute(value);
      content.size(value);
      const { user } = process.cpuUsage(start);
      // Five calls; far above the 20 ms each that a quiet machine keeps, far below what an unbounded one needs.
      expect(user / 1000, name).toBeLessThan(600);
    }
  });

  it("keeps JSON within its budget when escapes make it longer", () => {
    const text = filter().json("toolResults", { out: "\u0000".repeat(200_000) });
    expect(text?.byteLength).toBeLessThan(140_000);
    expect(() => JSON.parse(String(text))).not.toThrow();
  });
});
