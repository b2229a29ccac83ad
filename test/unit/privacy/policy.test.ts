import { describe, expect, it } from "vitest";
import { CAPTURE_CONTENT_ENV, resolveCapture, unionCapture } from "../../../src/privacy/capture-policy.ts";
import { createDelta } from "../../../src/privacy/delta.ts";
import { createNameFilter } from "../../../src/privacy/names.ts";
import { type PiiKind, redactPii } from "../../../src/privacy/pii.ts";
import { validateCapture } from "../../../src/privacy/validate-capture.ts";
import { CONTENT_KINDS } from "../../../src/semconv/content-kind.ts";

const fromEnv = (value: string) => resolveCapture(undefined, { [CAPTURE_CONTENT_ENV]: value });
const openKinds = (policy: ReturnType<typeof resolveCapture>) => CONTENT_KINDS.filter((kind) => policy.allows(kind));

describe("resolveCapture()", () => {
  it("captures nothing by default", () => {
    expect(resolveCapture(undefined, {})).toMatchObject({ any: false, level: "none", onSpans: false, onEvents: false });
  });

  it.each([
    ["true", true, false],
    [" Span_Only ", true, false],
    ["EVENT_ONLY", false, true],
    ["SPAN_AND_EVENT", true, true],
    ["NO_CONTENT", false, false],
    ["FALSE", false, false],
    ["", false, false],
  ])("reads %j from the environment", (value, onSpans, onEvents) => {
    expect(fromEnv(value)).toMatchObject({ onSpans, onEvents });
  });

  it("opens message content alone for the environment", () => {
    expect(openKinds(fromEnv("true"))).toEqual(["prompts", "responses", "system", "toolArguments", "toolResults"]);
  });

  it("lets code win over the environment, also when it closes", () => {
    const env = { [CAPTURE_CONTENT_ENV]: "SPAN_AND_EVENT" };
    expect(resolveCapture("none", env).any).toBe(false);
    expect(openKinds(resolveCapture({ system: true }, env))).toEqual(["system"]);
  });

  it("warns once about a value it does not know, and captures nothing", () => {
    const warnings: string[] = [];
    const policy = resolveCapture(undefined, { [CAPTURE_CONTENT_ENV]: "yes please" }, (line) => warnings.push(line));
    expect([policy.any, warnings.length]).toEqual([false, 1]);
  });

  it("gives equal fingerprints to equal policies only", () => {
    expect(resolveCapture("full", {}).fingerprint).toBe(unionCapture([resolveCapture("full", {})]).fingerprint);
    expect(resolveCapture({ prompts: true }, {}).fingerprint).not.toBe(
      resolveCapture({ system: true }, {}).fingerprint,
    );
  });
});

describe("unionCapture()", () => {
  it("opens what any destination needs", () => {
    const union = unionCapture([
      resolveCapture({ prompts: true, delta: true }, {}),
      resolveCapture({ responses: true, where: "event" }, {}),
      resolveCapture("none", {}),
    ]);
    expect(openKinds(union)).toEqual(["prompts", "responses"]);
    expect(union).toMatchObject({ onSpans: true, onEvents: true, delta: false, level: "partial" });
  });

  it("knows what every destination may have", () => {
    const full = resolveCapture("full", {});
    const asked = resolveCapture({ prompts: true }, {});
    const none = resolveCapture("none", {});
    expect(
      [unionCapture([full, asked]), unionCapture([full, none])].map((one) => one.allowsEverywhere("prompts")),
    ).toEqual([true, false]);
    // A destination without the prompts does not miss what is in them.
    expect(unionCapture([full, none]).allowsEverywhere("toolArguments", "prompts")).toBe(true);
    expect(unionCapture([full, asked]).allowsEverywhere("toolArguments", "prompts")).toBe(false);
    expect(unionCapture([none, full], [full]).allowsEverywhere("errorText")).toBe(true);
  });

  it("marks content with its place where destinations differ in that, and each admits its own", () => {
    const asked = (where: "span" | "event" | "span_and_event") => resolveCapture({ prompts: true, where }, {});
    const none = resolveCapture("none", {});
    expect(unionCapture([asked("event"), none, asked("event")]).placed("prompts", "event")).toBe("prompts");
    const union = unionCapture([asked("event"), asked("span_and_event")]);
    const marks = [union.placed("prompts", "span"), union.placed("prompts", "event")];
    expect(
      [asked("span"), asked("event"), asked("span_and_event"), none].map((one) =>
        marks.map((mark) => one.admits(mark)),
      ),
    ).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [false, false],
    ]);
    // What has no place of its own, such as the content of other instrumentations.
    expect([asked("event").admits("prompts"), asked("event").admits("responses:event")]).toEqual([true, false]);
  });
});

describe("validateCapture()", () => {
  it("accepts what is right and names what is wrong", () => {
    expect(validateCapture("capture", { prompts: true, where: "event" })).toEqual([]);
    expect(
      validateCapture("capture", { promts: true, system: "yes", where: "log" }).map(({ option }) => option),
    ).toEqual(["capture.promts", "capture.system", "capture.where"]);
    expect(validateCapture("capture", "all")).toHaveLength(1);
    expect(
      validateCapture(
        "capture",
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error("trap");
            },
          },
        ),
      ),
    ).toHaveLength(1);
  });
});

describe("redactPii()", () => {
  it.each<[PiiKind, string]>([
    ["email", "write to jane.doe+x@mail.example.com now"],
    ["phone", "call +44 20 7946 0958 now"],
    ["card", "pay 4111 1111 1111 1111 now"],
    ["iban", "send to DE89 3704 0044 0532 0130 00 now"],
    ["ssn", "his is 123-45-6789 now"],
    ["ip", "from 192.168.1.17 now"],
    ["ip", "from 2001:db8::8a2e:370:7334 now"],
    ["ip", "from 2001:db8:0:0:0:8a2e:370:7334 now"],
  ])("takes out %s", (kind, text) => {
    const { text: clean, count } = redactPii(text);
    expect([count, clean.replace(/^\S+( to| is)? /, "").startsWith(`[REDACTED:${kind}]`)]).toEqual([1, true]);
  });

  it.each([
    "4111 1111 1111 1112",
    "0000 0000 0000 0000",
    "DE89 3704 0044 0532 0130 01",
    "version 1.2.3 at 12:34:56",
    "000-12-3456",
    "std::vector",
    "1:2:3:4:5:6:7",
    "a::b::c",
    "2026-11-21T04:22:21Z",
    "order 1234567890123",
  ])("leaves %j alone", (text) => {
    expect(redactPii(text)).toEqual({ text, count: 0 });
  });

  it("takes out only the kinds that are asked for", () => {
    expect(redactPii("a@b.example 192.168.1.17", ["ip"]).text).toBe("a@b.example [REDACTED:ip]");
  });
});

describe("createNameFilter()", () => {
  it("keeps, hides or hashes", () => {
    expect(createNameFilter().name("tool", "search")).toBe("search");
    expect(createNameFilter({ otherwise: "hide" }).name("agent", "x")).toBe("custom_agent");
    const names = createNameFilter({ otherwise: "hash", allow: ["search"] });
    expect(names.name("tool", "search")).toBe("search");
    expect(names.name("tool", "x")).toMatch(/^tool_[0-9a-f]{12}$/);
    expect(names.name("tool", "x")).toBe(createNameFilter({ otherwise: "hash" }).name("tool", "x"));
    expect(names.name("tool", "x")).not.toBe(createNameFilter({ otherwise: "hash", salt: "s" }).name("tool", "x"));
  });
});

describe("createDelta()", () => {
  const pieces = (...texts: string[]) => texts.map((text) => new TextEncoder().encode(text));

  it("names what follows the shared prefix as new", () => {
    const delta = createDelta();
    expect(delta.next("c", pieces("a", "b"))).toEqual({ newFrom: 0, total: 2, omitted: 0 });
    expect(delta.next("c", pieces("a", "b", "c"))).toMatchObject({ newFrom: 2, total: 3, omitted: 2 });
    expect(delta.next("c", pieces("a", "X", "c"))).toMatchObject({ newFrom: 1 });
    expect(delta.next("c", pieces("a", "X", "c"))).toMatchObject({ newFrom: 3, omitted: 3 });
  });

  it("forgets the least recently used conversation", () => {
    const delta = createDelta(2);
    for (const name of ["1", "2", "1", "3"]) delta.next(name, pieces("a"));
    expect([delta.next("1", pieces("a")).newFrom, delta.next("2", pieces("a")).newFrom]).toEqual([1, 0]);
  });
});
