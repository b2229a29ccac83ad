import { describe, expect, it } from "vitest";
import { hasProperties, readRequestBody } from "../../../src/instrumentation/http/request-body.ts";

const ASK = { model: "m", temperature: 0, messages: [{ role: "user", content: "hé" }] };
const TEXT = JSON.stringify(ASK);

describe("readRequestBody()", () => {
  it("reads text and bytes", () => {
    const bytes = new TextEncoder().encode(TEXT);
    for (const body of [TEXT, bytes, Buffer.from(bytes), bytes.buffer]) expect(readRequestBody(body)).toEqual(ASK);
  });

  it("reads the short fields of a form", () => {
    const form = new FormData();
    form.set("model", "whisper-1");
    form.set("temperature", "0");
    form.set("file", new Blob(["sound"]));
    expect(readRequestBody(form)).toEqual({ model: "whisper-1", temperature: 0 });
  });

  it.each([9, 3_000_000])("reads the same fields of a form as it is sent, beside a file of %i bytes", async (size) => {
    const form = new FormData();
    form.set("temperature", "0");
    form.set("prompt", 'name="model"\r\n\r\nnone\r\n--');
    form.set("file", new Blob(["\r\n".repeat(size / 2)]), "a.wav");
    form.set("model", "whisper-1");
    const sent = await new Response(form).arrayBuffer();
    for (const body of [sent, Buffer.from(sent).toString("latin1")]) {
      expect(readRequestBody(body)).toEqual({ model: "whisper-1", temperature: 0 });
    }
    expect(readRequestBody(Buffer.from("--b\r\nno form"))).toEqual({});
  });

  it("leaves a stream and a blob alone", () => {
    const stream = new ReadableStream();
    expect(readRequestBody(stream)).toBeUndefined();
    expect(stream.locked).toBe(false);
    expect(readRequestBody(new Blob([TEXT]))).toBeUndefined();
  });

  it.each(["", "[]", "null", "{", "7", '"text"'])("takes %j for no request", (body) => {
    expect(readRequestBody(body)).toBeUndefined();
  });

  it.each([
    ["first", `{"model":"m","x":"${"a".repeat(3_000_000)}"}`],
    ["last", `{"x":"${"a".repeat(3_000_000)}","model": "m"}`],
  ])("finds a model that stands %s in a body of 3 MB without parsing it", (_, body) => {
    for (const one of [body, Buffer.from(body)]) {
      const read = readRequestBody(one);
      expect(Object.keys(read ?? {})).toEqual(["model"]);
      expect(hasProperties(read, [["model"], ["messages"]])).toBe(true);
    }
  });
});

describe("hasProperties()", () => {
  it("wants one of each list", () => {
    expect(hasProperties({ model: "m", prompt: "p" }, [["model"], ["input", "prompt"]])).toBe(true);
    expect(hasProperties({ model: "m" }, [["model"], ["input", "prompt"]])).toBe(false);
    expect(hasProperties({ model: null, input: "" }, [["model"], ["input"]])).toBe(false);
  });

  it("is not content with nothing", () => {
    expect(hasProperties({}, [])).toBe(false);
    expect(hasProperties(undefined, [["model"]])).toBe(false);
  });
});
