import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type ExportedSpan, init, type TelemetryOptions } from "../../../src/index.ts";

let mapped: Receiver;
let plain: Receiver;
beforeEach(async () => {
  mapped = await startReceiver();
  plain = await startReceiver();
});
afterEach(() => Promise.all([mapped.close(), plain.close()]));

const tracesOnly = { metrics: false, events: false };

async function recordOne(options: TelemetryOptions): Promise<ReturnType<typeof init>> {
  const telemetry = init({ host: "own", ...options });
  await telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
    telemetry.agent({ name: "planner" }, () =>
      telemetry.llm(
        { provider: "openai", model: "gpt-4o-mini", input: [{ role: "user", content: "the question" }] },
        async (call) => {
          call.usage({ inputTokens: 100, outputTokens: 10 });
          call.output([{ role: "assistant", content: "the answer" }]);
        },
      ),
    ),
  );
  await telemetry.shutdown();
  return telemetry;
}

const attributesOf = (receiver: Receiver, name: RegExp): Readonly<Record<string, unknown>> =>
  receiver.spans().find((span) => name.test(span.name))?.attributes ?? {};

describe("the option attributes of an exporter", () => {
  it("adds a backend's names for that destination alone", async () => {
    await recordOne({
      exporters: [
        { url: mapped.url, signals: tracesOnly, attributes: "langfuse" },
        { url: plain.url, signals: tracesOnly },
      ],
    });
    expect(mapped.spans()).toHaveLength(3);
    const call = attributesOf(mapped, /^chat/);
    expect(call).toMatchObject({
      "langfuse.observation.type": "generation",
      "langfuse.session.id": "thread-1",
      "langfuse.user.id": "ada",
      "langfuse.observation.usage_details": '{"input":100,"output":10}',
    });
    for (const span of mapped.spans()) expect(span.attributes["langfuse.session.id"]).toBe("thread-1");
    expect(attributesOf(mapped, /^invoke_agent/)).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(attributesOf(plain, /^invoke_agent/)).toHaveProperty("gen_ai.usage.input_tokens", 100);
    expect(JSON.stringify(plain.traces)).not.toContain("langfuse.");
    const added = Object.keys(call).filter((key) => key.startsWith("langfuse."));
    const withoutAdded = Object.fromEntries(Object.entries(call).filter(([key]) => !added.includes(key)));
    expect(withoutAdded).toEqual(attributesOf(plain, /^chat/));
  });

  it.each(["braintrust", "langfuse", "langsmith", "openinference"] as const)(
    "has no content for %s beyond the gates of the destination",
    async (attributes) => {
      await recordOne({
        capture: "full",
        exporters: [{ url: mapped.url, signals: tracesOnly, attributes, capture: { prompts: true } }],
      });
      expect(JSON.stringify(mapped.traces)).toContain("the question");
      expect(JSON.stringify(mapped.traces)).not.toContain("the answer");
    },
  );

  it.each([
    { capture: "full", message: "it broke" },
    { capture: "none", message: "TypeError" },
  ] as const)(
    "tells LangSmith by an exception that a span failed, its text only where that is captured: $capture",
    async ({ capture, message }) => {
      const telemetry = init({
        host: "own",
        capture: "full",
        exporters: [
          { url: mapped.url, signals: tracesOnly, attributes: "langsmith", capture },
          { url: plain.url, signals: tracesOnly },
        ],
      });
      const failing = telemetry.tool({ name: "search" }, async () => {
        throw new TypeError("it broke");
      });
      await expect(failing).rejects.toThrow("it broke");
      await telemetry.tool({ name: "answer" }, async () => "fine");
      await telemetry.shutdown();
      const eventsOf = (receiver: Receiver, name: string): readonly unknown[] =>
        receiver.spans().find((span) => span.name.endsWith(name))?.events ?? [];
      expect(eventsOf(mapped, "search")).toMatchObject([
        { name: "exception", attributes: { "exception.type": "TypeError", "exception.message": message } },
      ]);
      expect(eventsOf(mapped, "answer")).toEqual([]);
      expect(eventsOf(plain, "search")).toEqual([]);
      expect(JSON.stringify(mapped.traces).includes("it broke")).toBe(capture === "full");
    },
  );

  it("asks a function, which sees what the destination may have and may replace and leave out", async () => {
    const seen: ExportedSpan[] = [];
    await recordOne({
      capture: "full",
      exporters: [
        {
          url: mapped.url,
          signals: tracesOnly,
          capture: { responses: true },
          attributes: (span) => {
            seen.push(span);
            return { team: "search", "user.id": undefined, "session.id": `s-${span.attributes["session.id"]}` };
          },
        },
        { url: plain.url, signals: tracesOnly },
      ],
    });
    const call = attributesOf(mapped, /^chat/);
    expect(call).toMatchObject({ team: "search", "session.id": "s-thread-1" });
    expect(call).not.toHaveProperty("user.id");
    expect(attributesOf(plain, /^chat/)).toMatchObject({ "session.id": "thread-1", "user.id": "ada" });
    const chat = seen.find(({ name }) => name.startsWith("chat"));
    expect(chat).toMatchObject({ scope: "agentscribe", status: "unset" });
    expect(chat?.attributes["gen_ai.output.messages"]).toContain("the answer");
    expect(JSON.stringify(seen)).not.toContain("the question");
  });

  it("sends spans as they are when the function throws, and says so once", async () => {
    const telemetry = await recordOne({
      exporters: [
        {
          url: mapped.url,
          signals: tracesOnly,
          attributes: () => {
            throw new Error("mine");
          },
        },
      ],
    });
    expect(mapped.spans()).toHaveLength(3);
    expect(telemetry.health().dropped).toEqual({});
    expect(telemetry.health().problems).toMatchObject({ "exporter:attributes": 3 });
  });

  it("reaches exporters of the application too", async () => {
    const exported: { name: string; attributes: Record<string, unknown> }[] = [];
    await recordOne({
      exporters: [
        {
          type: "custom",
          attributes: "openinference",
          spanExporter: {
            export(spans: never[], done) {
              exported.push(...spans);
              done({ code: 0 });
            },
          },
        },
      ],
    });
    const kinds = exported.map(({ attributes }) => attributes["openinference.span.kind"]);
    expect(kinds.sort()).toEqual(["AGENT", "CHAIN", "LLM"]);
  });

  it("is refused when it is neither a backend that is known nor a function", () => {
    const exporters = [{ url: "http://localhost:4318", attributes: "graphana" }] as unknown as [];
    expect(() => init({ exporters })).toThrow(/exporters\[0\]\.attributes: expected .*"langfuse".* or a function/);
  });
});
