import { describe, expect, it } from "vitest";
import { recordSize } from "../../../src/export/queue/record-size.ts";
import type { LogRecord, SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { spanRecord } from "./span-record.ts";

const LONG = "x".repeat(100_000);
const content = [{ kind: "prompts", key: "k", value: [{ text: LONG }] }];
const link = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
const log: LogRecord = {
  timeMillis: 1,
  observedTimeMillis: 1,
  attributes: {},
  content: [],
  droppedAttributesCount: 0,
  scope: { name: "s" },
};

describe("recordSize()", () => {
  it.each<readonly [string, Partial<SpanRecord>]>([
    ["attributes", { attributes: { k: LONG } }],
    ["content", { content }],
    ["an event's attributes", { events: [{ name: "e", timeMillis: 1, attributes: { k: LONG } }] }],
    ["an event's content", { events: [{ name: "e", timeMillis: 1, attributes: {}, content }] }],
    ["a link's attributes", { links: [{ ...link, attributes: { k: LONG } }] }],
    ["what it failed with", { status: { code: 2, contentMessage: LONG } }],
  ])("counts the text of a span in %s", (_place, more) => {
    expect(recordSize(spanRecord(more)) - recordSize(spanRecord({ attributes: {} }))).toBeGreaterThanOrEqual(
      LONG.length,
    );
  });

  it.each<readonly [string, Partial<LogRecord>]>([
    ["attributes", { attributes: { k: LONG } }],
    ["content", { content }],
    ["the body", { body: { text: [LONG] } }],
  ])("counts the text of a log record in %s", (_place, more) => {
    expect(recordSize({ ...log, ...more }) - recordSize(log)).toBeGreaterThanOrEqual(LONG.length);
  });
});
