import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

const hasSentry = existsSync(new URL("../../../node_modules/@sentry/node", import.meta.url));
if (!hasSentry) console.warn("skipped: recording through Sentry, as @sentry/node is not installed");

type SentSpan = readonly [name: string, spanId: string, parentSpanId: string];

const work = `
await Sentry.startSpan({ name: "request" }, async () => {
  await telemetry.agent({ name: "a" }, async () => {
    await Sentry.startSpan({ name: "query" }, () => telemetry.tool({ name: "inner" }, async () => 1));
    telemetry.record("decision", { type: "route", choice: "left" });
  });
});`;

const script = (sentryOptions: string): string => `
import * as Sentry from "@sentry/node";
import { init } from "./src/index.ts";
const sent = [];
Sentry.init({ dsn: "https://key@o0.ingest.example/1", tracesSampleRate: 1, traceLifecycle: "static", ${sentryOptions}
  beforeSendTransaction: (event) => { sent.push(event); return null; } });
const telemetry = init();
${work}
await telemetry.shutdown();
await Sentry.startSpan({ name: "after" }, async () => {});
await Sentry.flush(100);
const spans = sent.flatMap((event) => [[event.transaction, event.contexts.trace.span_id, ""],
  ...event.spans.map((span) => [span.description, span.span_id, span.parent_span_id])]);
console.log(JSON.stringify({ spans, mode: telemetry.health().mode }));`;

/** Spans as they are sent one by one, which is Sentry's default: a transaction would wait for parents that are ours. */
const lateSentry = (sentryOptions: string): string => `
import * as Sentry from "@sentry/node";
import { init } from "./src/index.ts";
const spans = [];
const telemetry = init();
Sentry.init({ dsn: "https://key@o0.ingest.example/1", tracesSampleRate: 1, ${sentryOptions}
  transport: () => ({ send: async () => ({}), flush: async () => true }),
  beforeSendSpan: (span) => { spans.push([span.name, span.span_id, span.parent_span_id ?? ""]); return span; } });
await telemetry.flush();
${work}
await telemetry.shutdown();
await Sentry.startSpan({ name: "after" }, async () => {});
await Sentry.flush(100);
console.log(JSON.stringify({ spans, mode: telemetry.health().mode }));`;

describe.skipIf(!hasSentry)("init beside Sentry", () => {
  it("records through the provider that Sentry registers", async () => {
    const receiver = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, answer } = await runScript(script("enableOpenTelemetrySetup: true,"), { env });
    await receiver.close();
    const { spans, mode } = answer<{ spans: SentSpan[]; mode: string }>();
    const id = (name: string): string | undefined => spans.find(([known]) => known === name)?.[1];
    expect({ code, mode }).toEqual({ code: 0, mode: "host" });
    expect(spans.map(([name, , parent]) => [name, parent])).toEqual([
      ["request", ""],
      ["invoke_agent a", id("request")],
      ["query", id("invoke_agent a")],
      ["execute_tool inner", id("query")],
      ["after", ""],
    ]);
    expect(receiver.requests).toEqual([]);
  });

  it("records on its own when Sentry does without OpenTelemetry", async () => {
    const receiver = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, answer } = await runScript(script(""), { env });
    await receiver.close();
    const { spans, mode } = answer<{ spans: SentSpan[]; mode: string }>();
    expect({ code, mode }).toEqual({ code: 0, mode: "own" });
    expect(spans.map(([name]) => name)).toEqual(["request", "query", "after"]);
    expect(
      receiver
        .spans()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["execute_tool inner", "invoke_agent a"]);
  });

  it.each(["enableOpenTelemetrySetup: true,", ""])(
    "leaves Sentry its spans, in the same trace, and keeps its own when it comes first (%s)",
    async (options) => {
      const receiver = await startReceiver();
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      const { code, stderr, answer } = await runScript(lateSentry(options), { env });
      await receiver.close();
      const { spans, mode } = answer<{ spans: SentSpan[]; mode: string }>();
      expect({ code, mode, stderr }).toEqual({ code: 0, mode: "own", stderr: "" });
      expect(spans.map(([name]) => name).sort()).toEqual(["after", "query", "request"]);
      const ours = receiver.spans();
      expect(ours.map(({ name }) => name).sort()).toEqual(["execute_tool inner", "invoke_agent a"]);
      if (options === "") return;
      const idOf = (wanted: string): string | undefined => spans.find(([name]) => name === wanted)?.[1];
      const agent = ours.find(({ name }) => name === "invoke_agent a");
      expect(agent?.parentSpanId).toBe(idOf("request"));
      expect(spans.find(([name]) => name === "query")?.[2]).toBe(agent?.spanId);
    },
  );
});
