import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formsOf } from "../../../src/testing/content/forms-of.ts";
import { assertNoContent, createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";

const CANARY = 'Zürich "7" canary';

let telemetry: TestTelemetry;
beforeEach(() => {
  telemetry = createTestTelemetry();
});
afterEach(() => telemetry.shutdown());

const placed: readonly (readonly [place: string, put: (text: string) => void])[] = [
  ["the name of a tool", (text) => telemetry.recordTool({ name: text, durationMs: 1 })],
  ["the arguments of a tool", (text) => telemetry.recordTool({ name: "a", arguments: { q: text }, durationMs: 1 })],
  ["the result of a tool", (text) => telemetry.recordTool({ name: "a", result: [text], durationMs: 1 })],
  ["the text of an error", (text) => telemetry.recordTool({ name: "a", error: new Error(text), durationMs: 1 })],
  [
    "a message to a model",
    (text) =>
      telemetry.recordLlm({ provider: "openai", model: "m", input: [{ role: "user", content: text }], durationMs: 1 }),
  ],
  ["the name of a model", (text) => telemetry.recordLlm({ provider: "openai", model: text, durationMs: 1 })],
  ["the choice of a decision", (text) => telemetry.record("decision", { type: "t", choice: text })],
  ["the name of an agent", (text) => telemetry.agent({ name: text }, () => undefined)],
  [
    "an attribute of the context",
    (text) => {
      telemetry.setContext({ ticket: text });
      telemetry.recordTool({ name: "a", durationMs: 1 });
    },
  ],
  [
    "the name of an attribute",
    (text) => {
      telemetry.setContext({ [text]: 1 });
      telemetry.recordTool({ name: "a", durationMs: 1 });
    },
  ],
];

describe("assertNoContent()", () => {
  it.each(placed)("finds a text in %s, and says where", (_, put) => {
    put(CANARY);
    expect(() => assertNoContent(telemetry, CANARY)).toThrow(/content would be sent, in \d+ places:\n {2}.*canary/);
  });

  it.each(formsOf(CANARY).map(({ name, text }) => [name, text]))("finds it %s", (name, text) => {
    telemetry.recordTool({ name: "a", arguments: { data: `before ${text} after` }, durationMs: 1 });
    expect(() => assertNoContent(telemetry, CANARY)).toThrow(`${name}`);
    expect(() => assertNoContent(telemetry, CANARY)).toThrow("attribute gen_ai.tool.call.arguments");
  });

  it("finds it in JSON that was escaped several times, in ASCII too", () => {
    let text = JSON.stringify({ q: CANARY }).replace("ü", "\\u00fc");
    for (let times = 1; times <= 5; times++) {
      telemetry.clear();
      telemetry.recordTool({ name: "a", arguments: { data: text }, durationMs: 1 });
      expect(() => assertNoContent(telemetry, CANARY)).toThrow("as it is, escaped as JSON");
      text = JSON.stringify(text);
    }
  });

  it("finds it in base64 wherever it stands in the bytes", () => {
    for (const before of ["", "x", "xy", "xyz"]) {
      const data = Buffer.from(`${before}${CANARY}${before}`).toString("base64");
      telemetry.recordTool({ name: "a", arguments: { data }, durationMs: 1 });
      expect(() => assertNoContent(telemetry, CANARY)).toThrow("in base64");
      telemetry.clear();
    }
  });

  it.each([
    ["in hexadecimal", (bytes: Buffer) => bytes.toString("hex").toUpperCase()],
    ["as a list of bytes", (bytes: Buffer) => [...bytes].join(", ")],
    ["as a list of bytes", (bytes: Buffer) => JSON.stringify([...bytes], undefined, 2)],
    ["escaped for a URL", (bytes: Buffer) => bytes.toString("hex").replace(/../g, "%$&")],
    ["escaped for a URL", (bytes: Buffer) => bytes.toString("hex").toUpperCase().replace(/../g, "%$&")],
  ])("finds it %s in other spellings", (name, write) => {
    for (const text of [CANARY, "canary"]) {
      telemetry.clear();
      telemetry.recordTool({ name: `a ${write(Buffer.from(text))} b`, durationMs: 1 });
      expect(() => assertNoContent(telemetry, text)).toThrow(name);
      expect(() => assertNoContent(telemetry, "something else")).not.toThrow();
    }
  });

  it("finds it in the resource and in the labels of metrics", async () => {
    await using other = createTestTelemetry({ service: { name: CANARY } });
    other.recordLlm({ provider: "openai", model: CANARY, usage: { inputTokens: 1, outputTokens: 1 }, durationMs: 1 });
    expect(() => assertNoContent(other, CANARY)).toThrow("the resource, attribute service.name");
    expect(() => assertNoContent(other, CANARY)).toThrow('metric "gen_ai.client');
  });

  it("passes where capture and redaction keep the text in", async () => {
    await using closed = createTestTelemetry({ capture: "none" });
    closed.recordTool({ name: "a", arguments: { q: CANARY }, result: CANARY, error: new Error(CANARY), durationMs: 1 });
    closed.recordLlm({ provider: "openai", model: "m", input: [{ role: "user", content: CANARY }], durationMs: 1 });
    assertNoContent(closed, [CANARY, "something else"]);
  });

  it("fails where nothing was looked at", () => {
    expect(() => assertNoContent(telemetry, CANARY)).toThrow("nothing was recorded, so nothing was looked at");
  });

  it("refuses texts that would be found by chance, and what is no telemetry", () => {
    for (const wrong of ["", "abc", [], ["long enough", "no"], undefined])
      expect(() => assertNoContent(telemetry, wrong as string)).toThrow(TypeError);
    expect(() => assertNoContent({} as TestTelemetry, CANARY)).toThrow("takes what createTestTelemetry() gives");
  });
});
