import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { createDiag } from "../../../src/internal/diag.ts";
import { hostEvents } from "../../../src/sdk/host/events.ts";
import { hostSpans } from "../../../src/sdk/host/spans.ts";
import { ROOT_CONTEXT } from "../../../src/trace/context.ts";

const onlyPrompts = (kind: string): boolean => kind === "prompts";

describe("hostSpans()", () => {
  it("gives the host's span only the kinds of content that its policy allows", () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const spans = hostSpans(provider.getTracer("t"), onlyPrompts, createDiag());
    const span = spans.start({
      name: "chat",
      kind: "client",
      startTimeMillis: 1,
      clockOffset: 0,
      attributes: {},
      parent: ROOT_CONTEXT,
    });

    span.setContent("prompts", "gen_ai.input.messages", "asked");
    span.setContent("responses", "gen_ai.output.messages", "answered");
    span.setError("the text of an error");
    span.end(2);

    const [ended] = exporter.getFinishedSpans();
    expect(ended?.attributes).toEqual({ "gen_ai.input.messages": "asked" });
    expect(ended?.status).toEqual({ code: 2 });
  });
});

describe("hostEvents()", () => {
  it("gives the host's logger only the kinds of content that its policy allows", () => {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    const content = [
      { kind: "prompts", key: "asked", value: "a" },
      { kind: "responses", key: "answered", value: "b" },
    ];

    hostEvents({ version: "1.10.0", logs: provider }, onlyPrompts).emit(
      {
        eventName: "e",
        timeMillis: 1,
        observedTimeMillis: 1,
        attributes: { plain: 1 },
        content,
        droppedAttributesCount: 0,
        scope: { name: "s" },
      },
      ROOT_CONTEXT,
    );

    expect(exporter.getFinishedLogRecords()[0]?.attributes).toEqual({ plain: 1, asked: "a" });
  });
});
