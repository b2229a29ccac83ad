import type { Span } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { startRecording } from "../../support/recording.ts";

const CANARY = "the canary sang at noon";
const KEY = `sk-${"proj-"}abcdefghijklmnopqrstuvwxyz0123456789ABCD`;

/** What OpenTelemetry code of an application writes on the span that is active. */
function writeOn(span: Span): void {
  span.recordException(new Error(`no customer ${CANARY}`));
  span.setAttribute("gen_ai.input.messages", JSON.stringify([{ role: "user", content: CANARY }]));
  span.setAttributes({ "http.request.header.authorization": `Bearer ${KEY}`, "app.step": "lookup", "app.rows": 3 });
  span.addEvent("gen_ai.user.message", { content: CANARY, "gen_ai.provider.name": "openai" });
  span.addLink({ context: span.spanContext(), attributes: { "input.value": CANARY, why: `for ${KEY}` } });
  span.setStatus({ code: 2, message: `no customer ${CANARY}` });
}

async function written(capture: "none" | "full"): Promise<ReceivedSpan> {
  const { telemetry, finish } = await startRecording({ capture });
  await telemetry.step({ name: "lookup" }, async ({ span }) => writeOn(span));
  return (await finish()).span("step lookup");
}

describe("what OpenTelemetry code writes on a scope's span", () => {
  it("is withheld where its kind is not captured, and free of secrets", async () => {
    const span = await written("none");
    expect(JSON.stringify(span)).not.toContain("canary");
    expect(JSON.stringify(span)).not.toContain(KEY);
    expect(span.attributes).toMatchObject({ "app.step": "lookup", "app.rows": 3 });
    expect(span.attributes).not.toHaveProperty("gen_ai.input.messages");
    expect(span.attributes["http.request.header.authorization"]).toContain("[REDACTED");
    expect(span.events.map(({ name }) => name)).toEqual(["exception", "gen_ai.user.message"]);
    expect(span.status).toMatchObject({ code: 2 });
  });

  it("is there where its kind is captured", async () => {
    const span = await written("full");
    expect(span.attributes["gen_ai.input.messages"]).toContain(CANARY);
    expect(JSON.stringify(span.events[0])).toContain(CANARY);
    expect(JSON.stringify(span.events[1])).toContain(CANARY);
    expect(span.status).toMatchObject({ code: 2, message: `no customer ${CANARY}` });
    expect(JSON.stringify(span)).not.toContain(KEY);
  });

  it("is cleaned before it is cut, however long it is", async () => {
    const contentLimits = { valueBytes: 256 * 1024 };
    const { telemetry, finish } = await startRecording({ capture: "full", contentLimits });
    await telemetry.step({ name: "lookup" }, async ({ span }) => {
      for (const start of [72 * 1024 - 30, 256 * 1024 - 30]) {
        const text = `${"no row\n".repeat(start / 7)}${KEY} and more`;
        span.recordException(Object.assign(new Error(text), { stack: text }));
        span.setStatus({ code: 2, message: text });
      }
    });
    const { events, status } = (await finish()).span("step lookup");
    const texts = [...events.flatMap(({ attributes }) => Object.values(attributes)), status.message];
    expect(JSON.stringify(texts)).not.toContain(KEY.slice(0, 12));
    expect(JSON.stringify(texts.slice(0, 3))).toContain("[REDACTED:api-key] and more");
    expect(status.message).toMatch(/\[Truncated \d+ of \d+ chars\]$/);
  });

  it("is of tools on a tool's span", async () => {
    const { telemetry, finish } = await startRecording({ capture: { prompts: true, responses: true } });
    await telemetry.tool({ name: "search" }, async ({ span }) => {
      span.setAttribute("input.value", CANARY);
    });
    expect(JSON.stringify((await finish()).span("execute_tool search"))).not.toContain("canary");
  });
});

describe("attributes that the application gives", () => {
  const given = { "gen_ai.input.messages": CANARY, "input.value": CANARY, "app.step": "lookup" };

  it("pass the gates where their names are known to hold content, and say what was left out", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.setContext({ "llm.prompts": CANARY });
    await telemetry.step({ name: "lookup", attributes: given }, async (step) => {
      step.set({ "gen_ai.output.messages": CANARY, "app.rows": 3 });
      telemetry.record("decision", {
        type: "route",
        choice: "left",
        attributes: { "output.value": CANARY, "app.n": 1 },
      });
    });
    const recorded = await finish();
    const { attributes } = recorded.span("step lookup");
    expect(JSON.stringify([recorded.spans, recorded.events])).not.toContain("canary");
    expect(attributes).toMatchObject({ "app.step": "lookup", "app.rows": 3 });
    expect(attributes["agentscribe.dropped"]).toContain("attributes:");
    expect(recorded.event("agentscribe.decision").attributes).toMatchObject({ "app.n": 1 });
  });

  it("are free of secrets that their own names tell of", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.setContext({ client_secret: "hunter2x" });
    const attributes = { password: "hunter2x", "db.api_key": "Zx81kd02jfA9dkW2", "app.max_tokens": 5 };
    await telemetry.step({ name: "lookup", attributes }, async (step) => {
      step.set({ cookie: "sid=hunter2x" });
      step.span.setAttribute("http.request.header.x-api-key", ["Zx81kd02jfA9dkW2"]);
      telemetry.record("feedback", { rating: "positive", attributes });
    });
    const { spans, events, span } = await finish();
    expect(JSON.stringify([spans, events])).not.toMatch(/hunter2x|Zx81/);
    expect(span("step lookup").attributes).toMatchObject({ cookie: "[REDACTED:cookie]", "app.max_tokens": 5 });
  });

  it("are there where every destination may have their kind", async () => {
    const { telemetry, finish } = await startRecording({ capture: { prompts: true } });
    await telemetry.step({ name: "lookup", attributes: given }, async () => {});
    await telemetry.tool({ name: "search", attributes: { "input.value": CANARY } }, async () => {});
    const recorded = await finish();
    expect(recorded.span("step lookup").attributes).toMatchObject(given);
    expect(recorded.span("execute_tool search").attributes).not.toHaveProperty("input.value");
  });
});
