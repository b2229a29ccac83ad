import { describe, expect, it } from "vitest";
import type { LogRecord } from "../../../src/internal/telemetry-record.ts";
import { filterForeignLog, filterForeignSpan } from "../../../src/sdk/foreign/content.ts";
import { gate, log, span } from "./foreign-records.ts";

const CANARY = "the canary sang at noon";
const CONTENT_ATTRIBUTES = [
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.content",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "llm.input_messages.0.message.content",
  "llm.output_messages.0.message.content",
  "input.value",
  "output.value",
  "traceloop.entity.input",
  "ai.prompt.messages",
  "ai.response.text",
  "ai.toolCall.args",
];

describe("filterForeignSpan()", () => {
  it.each(CONTENT_ATTRIBUTES)("withholds %s where content is not captured", (key) => {
    const filtered = filterForeignSpan(span({ [key]: CANARY, "gen_ai.request.model": "gpt-5" }), gate("none"));
    expect(JSON.stringify(filtered)).not.toContain("canary");
    expect(filtered.attributes).toEqual({ "gen_ai.request.model": "gpt-5" });
  });

  it.each(CONTENT_ATTRIBUTES)("keeps %s as content where it is captured", (key) => {
    const { attributes, content } = filterForeignSpan(span({ [key]: CANARY }), gate("full"));
    expect(attributes).toEqual({});
    expect(content.map((one) => [one.key, String(one.value)])).toEqual([[key, CANARY]]);
  });

  it("takes an error itself, as body or attribute of a log record, for error text", () => {
    const error = Object.assign(new Error(CANARY), { cause: new Error(CANARY), code: "E_SONG" });
    const given = { body: error, attributes: { err: error, n: 1 } } as unknown as Partial<LogRecord>;
    const closed = filterForeignLog(log(given), gate("none"));
    expect(JSON.stringify(closed)).not.toContain("canary");
    expect(closed.attributes).toEqual({ n: 1 });
    const open = filterForeignLog(log(given), gate({ errorText: true }));
    expect(open.body).toMatchObject({ name: "Error", message: CANARY, code: "E_SONG" });
    expect(open.content.map(({ kind, key }) => [kind, key])).toEqual([["errorText", "err"]]);
  });

  it("takes out what stands under names that tell of secrets, on spans, events, links and log records", () => {
    const secrets = {
      password: "hunter2x",
      "db.password": "hunter2x",
      "http.request.header.x-api-key": ["Zx81kd02jfA9dkW2"],
      "http.request.header.cookie": ["sid=s3cr3t"],
      client_secret: { value: "hunter2x" },
    };
    const counts = {
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.token.type": "input",
      "gen_ai.server.time_to_first_token": 0.25,
      "app.password": 12345678,
      "app.tokens": "7 of 10",
    };
    const link = { traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1, attributes: secrets };
    const filtered = filterForeignSpan(
      span({ ...secrets, ...counts }, { events: [{ name: "e", timeMillis: 1, attributes: secrets }], links: [link] }),
      gate("none"),
    );
    const record = filterForeignLog(log({ attributes: secrets, body: secrets }), gate("full"));
    expect(JSON.stringify([filtered, record])).not.toMatch(/hunter2|Zx81|s3cr3t/);
    expect(filtered.attributes).toMatchObject(counts);
    expect(record.attributes["http.request.header.cookie"]).toEqual(["[REDACTED:cookie]"]);
  });

  it("keeps names and numbers of prompts", () => {
    const attributes = {
      "gen_ai.prompt.name": "greeting",
      "gen_ai.prompt.version": "2",
      "gen_ai.usage.input_tokens": 7,
    };
    expect(filterForeignSpan(span(attributes), gate("none")).attributes).toEqual(attributes);
  });

  it("takes secrets out of what is no content", () => {
    const secret = `sk-${"ant-api03-"}${"a1B2c3D4".repeat(8)}`;
    const filtered = filterForeignSpan(span({ "http.url": `https://example.test/?token=${secret}` }), gate("full"));
    expect(JSON.stringify(filtered)).not.toContain(secret);
  });

  it("withholds content of events and texts of errors", () => {
    const filtered = filterForeignSpan(
      span(
        {},
        {
          events: [{ name: "gen_ai.content.prompt", timeMillis: 1, attributes: { "gen_ai.prompt": CANARY } }],
          status: { code: 2, contentMessage: CANARY },
          content: [{ kind: "errorText", key: "exception.message", value: CANARY }],
        },
      ),
      gate("none"),
    );
    expect(JSON.stringify(filtered)).not.toContain("canary");
    expect(filtered.status).toEqual({ code: 2 });
  });
});

describe("filterForeignLog()", () => {
  const named = (eventName: string): ReturnType<typeof log> =>
    log({ eventName, body: { content: CANARY }, attributes: { "gen_ai.prompt": CANARY, kept: "yes" } });

  it("withholds messages and prompts where content is not captured", () => {
    const filtered = filterForeignLog(named("gen_ai.user.message"), gate("none"));
    expect(JSON.stringify(filtered)).not.toContain("canary");
    expect(filtered.attributes).toEqual({ kept: "yes" });
  });

  it("keeps the body of a log record that is no message", () => {
    const shipped = log({ eventName: "order.shipped", body: { content: CANARY } });
    expect(filterForeignLog(shipped, gate("none")).body).toEqual({ content: CANARY });
  });
});
