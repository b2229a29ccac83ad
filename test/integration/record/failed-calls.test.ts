import { describe, expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const CALL = { provider: "openai", model: "gpt-5-mini" };
const STATUS = "http.response.status_code";

function refused(status: number): Error {
  return Object.assign(new Error("overloaded"), { status, error: { type: "server_error" } });
}

describe("the HTTP status of a failed call", () => {
  it("is on the spans of calls of servers, and of no others", async () => {
    const { telemetry, finish } = await startRecording();
    const fail = () => Promise.reject(refused(503));
    await telemetry.llm(CALL, fail).catch(() => {});
    await telemetry.embeddings(CALL, fail).catch(() => {});
    await telemetry.retrieval({ dataSourceId: "docs" }, fail).catch(() => {});
    await telemetry.tool({ name: "search" }, fail).catch(() => {});
    const { spans, violations } = await finish();
    expect(Object.fromEntries(spans.map(({ name, attributes }) => [name, attributes[STATUS]]))).toEqual({
      "chat gpt-5-mini": 503,
      "embeddings gpt-5-mini": 503,
      "retrieval docs": 503,
      "execute_tool search": undefined,
    });
    expect(violations).toEqual([]);
  });

  it("is what was told of the last answer where the error does not say", async () => {
    const { telemetry, finish } = await startRecording();
    for (const told of [[500], [500, 200], [500, "no answer"]]) {
      telemetry.llm(CALL, (call) => {
        for (const status of told) {
          if (typeof status === "number") call.httpResponse({ status });
          else call.retry({ status: 500 });
        }
        call.error(new Error("gone"));
      });
    }
    telemetry.llm(CALL, (call) => call.httpResponse({ status: 500 }));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes[STATUS])).toEqual([500, undefined, undefined, undefined]);
  });

  it("is in the event of a retry, with what is tried again", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      call.retry({ error: refused(500) });
      call.retry({ status: 503 });
    });
    const { eventsNamed, points } = await finish();
    expect(eventsNamed("agentscribe.retry").map(({ attributes }) => attributes)).toMatchObject([
      { "agentscribe.retry.target": "llm", "error.type": "server_error", [STATUS]: 500 },
      { "agentscribe.retry.target": "llm", "error.type": "503", [STATUS]: 503 },
    ]);
    expect(points("agentscribe.retries").map(({ attributes }) => attributes["agentscribe.retry.target"])).toEqual([
      "llm",
      "llm",
    ]);
  });
});
